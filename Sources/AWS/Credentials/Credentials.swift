import Cryptography
package import FoundationEssentials
package import Secrets

/// An access key to sign with: an IAM user's, or a role session's with its token and its end.
package struct Credentials: Sendable, Hashable {
    package var accessKeyID: String
    package var secretAccessKey: Secret
    /// Temporary credentials have one.
    package var sessionToken: Secret?
    /// When they stop being valid; nil when they don't say.
    package var expiration: Date?

    package init(
        accessKeyID: String, secretAccessKey: Secret, sessionToken: Secret? = nil, expiration: Date? = nil
    ) {
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
        self.sessionToken = sessionToken
        self.expiration = expiration
    }
}
