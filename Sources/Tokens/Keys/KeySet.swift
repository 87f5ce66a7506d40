package import Cryptography
import Formats

/// The keys that an issuer publishes (JWKS, RFC 7517, section 5), as far as they can verify tokens.
package struct KeySet: TokenKeys {
    /// The largest key set that is read, in bytes.
    package static let maximumByteCount = 256 << 10
    private static let maximumKeyCount = 64

    private let keys: [String: VerificationKey]

    /// Reads a key set. Keys that can't be used are left out, as issuers also publish those of other protocols.
    ///
    /// - Parameter bytes: the JSON.
    /// - Throws: ``KeySetError`` if it isn't a key set, has no usable key, or has two of one ID.
    package init(json bytes: [UInt8]) throws(KeySetError) {
        guard bytes.count <= Self.maximumByteCount, let json = try? JSONReader.read(bytes, maximumDepth: 8),
            !json.hasDuplicateMembers, case .array(let elements)? = json["keys"],
            elements.count <= Self.maximumKeyCount
        else { throw .malformed }
        var keys: [String: VerificationKey] = [:]
        for key in elements.compactMap(JSONWebKey.init) {
            guard keys.updateValue(key.key, forKey: key.id) == nil else { throw .duplicateKeyID }
        }
        guard !keys.isEmpty else { throw .noUsableKey }
        self.keys = keys
    }

    package func key(withID id: String) -> VerificationKey? { keys[id] }

    package func onlyKey() -> VerificationKey? { keys.count == 1 ? keys.values.first : nil }

    /// The IDs of the usable keys.
    package var keyIDs: Set<String> { Set(keys.keys) }

    /// Whether a text may be a key's ID: 1 to 256 printable ASCII characters. Two that differ are also different to Swift.
    static func isKeyID(_ text: String) -> Bool {
        (1...256).contains(text.utf8.count) && text.utf8.allSatisfy { (0x20...0x7e).contains($0) }
    }
}
