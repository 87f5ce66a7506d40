/// A signature algorithm of JSON Web Signature, by its name there (RFC 7518, section 3.1).
package enum SignatureAlgorithm: String, Sendable, Hashable, CaseIterable {
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    case rs256 = "RS256"
    /// RSASSA-PSS with SHA-256, and a salt as long as the digest.
    case ps256 = "PS256"
    /// ECDSA on P-256 with SHA-256.
    case es256 = "ES256"
    /// ECDSA on P-384 with SHA-384.
    case es384 = "ES384"

    /// Whether its keys are RSA's.
    var isRSA: Bool { self == .rs256 || self == .ps256 }

    /// The digest, as OpenSSL calls it.
    var digest: String {
        switch self {
        case .rs256, .ps256, .es256: "SHA256"
        case .es384: "SHA384"
        }
    }

    /// The digest of a text that goes with the algorithm.
    package func digest(of text: String) -> [UInt8] {
        switch self {
        case .rs256, .ps256, .es256: SHA256.digest(text)
        case .es384: SHA384.digest(text)
        }
    }
}
