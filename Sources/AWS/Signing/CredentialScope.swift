/// What a signing key is valid for: one day, Region and service, such as `20261121/us-east-1/iam/aws4_request`.
package struct CredentialScope: Sendable, Hashable, CustomStringConvertible {
    package let day: String
    package let region: String
    package let service: String
    package let description: String

    package init(day: String, region: String, service: String) {
        self.day = day
        self.region = region
        self.service = service
        description = "\(day)/\(region)/\(service)/aws4_request"
    }

    /// Whether it is what would be made of these.
    func isOf(day: String, region: String, service: String) -> Bool {
        self.service == service && self.day == day && self.region == region
    }
}
