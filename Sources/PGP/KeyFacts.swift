import FoundationEssentials

/// What counts of a key when it is decided whether secrets may be encrypted to it.
struct KeyFacts: Equatable {
    struct Subkey: Equatable {
        var fingerprint: String
        /// Neither revoked, expired, disabled nor invalid.
        var isUsable = true
        var encrypts = false
        /// As libgpgme numbers it (`gpgme_pubkey_algo_t`).
        var algorithm: Int
        var bits: Int
        var created: Date?
        var expires: Date?
    }

    var isRevoked = false
    var isExpired = false
    var isDisabled = false
    var isInvalid = false
    var userID = ""
    /// The primary key first.
    var subkeys: [Subkey]

    /// The subkey to encrypt to, and until when it can be done: the newest that is strong enough.
    ///
    /// - Throws: ``KeyRefusal`` when there is none.
    func recipient() throws(KeyRefusal) -> (subkey: Subkey, expires: Date?) {
        if isRevoked { throw .revoked }
        if isExpired { throw .expired(subkeys.first?.expires) }
        if isDisabled { throw .disabled }
        guard !isInvalid, let primary = subkeys.first else { throw .notSigned }
        if let weakness = primary.weakness { throw .weak(weakness) }
        let encrypting = subkeys.filter(\.encrypts)
        guard !encrypting.isEmpty else { throw .signsOnly }
        let usable = encrypting.filter(\.isUsable)
        guard let any = usable.first else { throw .noUsableSubkey }
        let strong = usable.filter { $0.weakness == nil }
        guard let newest = strong.max(by: { ($0.created ?? .distantPast) < ($1.created ?? .distantPast) }) else {
            throw .weak(any.weakness ?? "")
        }
        return (newest, [primary.expires, newest.expires].compactMap { $0 }.min())
    }
}

extension KeyFacts.Subkey {
    /// NIST SP 800-131A allows no fewer.
    private static let leastRSABits = 2_048
    private static let leastCurveBits = 250

    /// Why no secret should depend on it; nil if it is strong enough.
    var weakness: String? {
        switch algorithm {
        case 1, 2, 3:
            bits < Self.leastRSABits
                ? "RSA with \(bits) bits, where \(Self.leastRSABits) are the least" : nil
        case 16, 20: "Elgamal, which GnuPG no longer makes"
        case 17: "DSA, which GnuPG no longer makes"
        case 18, 301, 302, 303:
            bits < Self.leastCurveBits
                ? "an elliptic curve with \(bits) bits, where \(Self.leastCurveBits) are the least" : nil
        default: "its kind, number \(algorithm), isn't known"
        }
    }
}
