/// A curve of ECDSA, by its name in a JSON Web Key (RFC 7518, section 6.2.1.1).
package enum EllipticCurve: String, Sendable, Hashable {
    case p256 = "P-256"
    case p384 = "P-384"

    /// The only algorithm of a key on this curve (RFC 7518, section 3.4).
    package var algorithm: SignatureAlgorithm {
        switch self {
        case .p256: .es256
        case .p384: .es384
        }
    }

    /// How many bytes a coordinate has, and each half of a signature.
    package var coordinateByteCount: Int {
        switch self {
        case .p256: 32
        case .p384: 48
        }
    }
}
