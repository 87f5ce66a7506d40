/// An OpenID Connect provider whose tokens the account's roles may trust.
///
/// Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetOpenIDConnectProvider.html>
package struct OpenIDConnectProvider: Sendable, Hashable {
    /// The issuer without `https://`, as AWS gives it.
    package var url: String
    /// What tokens may have as `aud`, at most 100.
    package var clientIDs: [String]
    /// Digests of certificates of the server that has the keys: 40 hexadecimal digits each, at most five. For most providers AWS
    /// relies on its own list of authorities instead.
    package var thumbprints: [String]
    package var tags: [Tag]

    package init(url: String, clientIDs: [String] = [], thumbprints: [String] = [], tags: [Tag] = []) {
        self.url = url
        self.clientIDs = clientIDs
        self.thumbprints = thumbprints
        self.tags = tags
    }

    init(_ response: QueryResponse) throws(AWSError) {
        url = try response.text("Url")
        clientIDs = try response.list("ClientIDList") { (member) throws(AWSError) in try member.value() }
        thumbprints = try response.list("ThumbprintList") { (member) throws(AWSError) in try member.value() }
        tags = try response.tags()
    }
}
