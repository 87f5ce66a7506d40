package import AWS

/// A SAML provider of the file.
package struct SAMLProviderEntry: Sendable, Equatable {
    package var name: String
    /// The provider's metadata, as XML.
    package var metadataDocument: String
    package var tags: [Tag]
    /// Where the entry begins, from 1.
    package var line: Int

    package init(name: String, metadataDocument: String, tags: [Tag] = [], line: Int = 0) {
        self.name = name
        self.metadataDocument = metadataDocument
        self.tags = tags
        self.line = line
    }

    /// Nil never happens for what the reader has made.
    package func arn(in account: AWSAccount) -> ARN? { account.iamARN("saml-provider/\(name)") }
}
