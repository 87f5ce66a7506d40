import Cryptography
import Formats
package import Secrets

/// Makes the ExternalIds of applications, by which a role's trust policy knows for whom Latchkey opens a session.
///
/// An application is told its own before it registers, so it follows from the secret and the application's name. It is kept
/// with the registration, so that it stays when the secret is changed.
package struct ExternalIDs: Sendable {
    private let key: HMACKey

    /// - Parameter secret: the one that all nodes share.
    package init(secret: Secret) {
        key = HMACKey(derivedFrom: secret, prefix: "latchkey", messages: ["external ids"])
    }

    /// 43 letters, digits, `-` and `_`.
    package func externalID(of application: ApplicationIdentity) -> String {
        Base64URL.encode(key.authenticationCode(for: application.key))
    }
}
