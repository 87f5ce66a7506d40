package import AWS

/// An OpenID Connect provider of the file.
package struct OpenIDConnectProviderEntry: Sendable, Equatable {
    /// With `https://`.
    package var url: String
    package var clientIDs: [String]
    /// SHA-1 digests of certificates, in small hexadecimal letters. Where there are none, AWS finds one itself.
    package var thumbprints: [String]
    package var tags: [Tag]
    /// Where the entry begins, from 1.
    package var line: Int

    package init(url: String, clientIDs: [String], thumbprints: [String] = [], tags: [Tag] = [], line: Int = 0) {
        self.url = url
        self.clientIDs = clientIDs
        self.thumbprints = thumbprints
        self.tags = tags
        self.line = line
    }

    /// The address without its scheme, as ARNs and condition keys have it.
    package var issuerName: String { String(url.dropFirst("https://".count)) }

    /// Nil never happens for what the reader has made.
    package func arn(in account: AWSAccount) -> ARN? { account.iamARN("oidc-provider/\(issuerName)") }
}
