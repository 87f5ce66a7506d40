import Cryptography
package import Secrets

/// The key that signs one day's requests to one service in one Region.
///
///     HMAC(HMAC(HMAC(HMAC("AWS4" + secret, day), region), service), "aws4_request")
///
/// Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>
package struct SigningKey: Sendable {
    package let scope: CredentialScope
    private let key: [UInt8]

    package init(secretAccessKey: Secret, scope: CredentialScope) {
        var key = Array("AWS4".utf8)
        key.append(contentsOf: secretAccessKey.reveal().utf8)
        for part in [scope.day, scope.region, scope.service, "aws4_request"] {
            key = HMAC.sha256(key: key, message: Array(part.utf8))
        }
        self.scope = scope
        self.key = key
    }

    /// The signature of a string to sign, in lower-case hexadecimal.
    package func signature(of stringToSign: [UInt8]) -> String {
        Hexadecimal.encode(HMAC.sha256(key: key, message: stringToSign))
    }
}

extension SigningKey: CustomStringConvertible, CustomReflectable {
    package var description: String { "‹redacted›" }
    package var customMirror: Mirror { Mirror(self, children: [:], displayStyle: .struct) }
}
