import Cryptography
import Formats
package import Secrets

/// The key that signs the requests of one day to one service in one Region. OpenSSL holds it and wipes it (``HMACKey``).
///
///     HMAC(HMAC(HMAC(HMAC("AWS4" + secret, day), region), service), "aws4_request")
///
/// Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>
package struct SigningKey: Sendable {
    package let scope: CredentialScope
    private let key: HMACKey

    package init(secretAccessKey: Secret, scope: CredentialScope) {
        self.scope = scope
        key = HMACKey(
            derivedFrom: secretAccessKey, prefix: "AWS4",
            messages: [scope.day, scope.region, scope.service, "aws4_request"])
    }

    /// The signature of a string to sign, in lower-case hexadecimal.
    package func signature(of stringToSign: [UInt8]) -> String {
        Hexadecimal.encode(key.authenticationCode(for: stringToSign.span))
    }

    /// Appends the signature of a string to sign.
    func appendSignature(of stringToSign: StringToSign, to text: inout [UInt8]) {
        key.withAuthenticationCode(for: stringToSign.bytes.span) { Hexadecimal.append($0, to: &text) }
    }
}

extension SigningKey: CustomStringConvertible, CustomReflectable {
    package var description: String { "‹redacted›" }
    package var customMirror: Mirror { Mirror(self, children: [:], displayStyle: .struct) }
}
