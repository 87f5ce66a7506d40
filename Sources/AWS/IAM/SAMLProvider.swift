/// A SAML provider whose assertions the account's roles may trust.
///
/// Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetSAMLProvider.html>
package struct SAMLProvider: Sendable, Hashable {
    /// The provider's metadata, as XML.
    package var metadataDocument: String
    package var tags: [Tag]

    package init(metadataDocument: String, tags: [Tag] = []) {
        self.metadataDocument = metadataDocument
        self.tags = tags
    }

    init(_ response: QueryResponse) throws(AWSError) {
        metadataDocument = try response.text("SAMLMetadataDocument")
        tags = try response.tags()
    }
}
