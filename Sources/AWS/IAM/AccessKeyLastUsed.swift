package import FoundationEssentials

/// When, with which service and where an access key was last used, as far as AWS knows.
package struct AccessKeyLastUsed: Sendable, Hashable {
    /// Nil if the key was never used, or not since AWS began to record it in April 2015.
    package var lastUsedDate: Date?
    /// Nil if AWS says `N/A`.
    package var serviceName: String?
    /// Nil if AWS says `N/A`.
    package var region: String?
    /// Whose key it is.
    package var userName: UserName?

    package init(
        lastUsedDate: Date? = nil, serviceName: String? = nil, region: String? = nil, userName: UserName? = nil
    ) {
        self.lastUsedDate = lastUsedDate
        self.serviceName = serviceName
        self.region = region
        self.userName = userName
    }

    init(_ response: QueryResponse) throws(AWSError) {
        userName = try response.optionalValue("UserName")
        guard let used = response.optional("AccessKeyLastUsed") else { return }
        // Some programs that stand in for AWS in tests say N/A for the date too.
        if used.optionalText("LastUsedDate") != "N/A" { lastUsedDate = try used.optionalDate("LastUsedDate") }
        serviceName = Self.known(used.optionalText("ServiceName"))
        region = Self.known(used.optionalText("Region"))
    }

    private static func known(_ text: String?) -> String? { text == "N/A" ? nil : text }
}
