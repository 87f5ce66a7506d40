import Cryptography
import Formats

/// The second stage of a signature: the text whose HMAC under the signing key is the signature.
///
///     "AWS4-HMAC-SHA256" \n timestamp \n scope \n hash of the canonical request
package struct StringToSign: Sendable {
    package let bytes: [UInt8]

    package init(_ canonicalRequest: CanonicalRequest, date: SigningDate, scope: CredentialScope) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(192)
        bytes.append(utf8: Signer.algorithm)
        bytes.append(UInt8(ascii: "\n"))
        bytes.append(utf8: date.timestamp)
        bytes.append(UInt8(ascii: "\n"))
        bytes.append(utf8: scope.description)
        bytes.append(UInt8(ascii: "\n"))
        SHA256.withDigest(of: canonicalRequest.bytes.span) { Hexadecimal.append($0, to: &bytes) }
        self.bytes = bytes
    }
}
