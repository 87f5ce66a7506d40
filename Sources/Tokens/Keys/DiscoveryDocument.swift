import Formats

/// What an issuer says about itself, as far as it is needed: where its keys are.
struct DiscoveryDocument: Sendable, Equatable {
    /// The largest document that is read, in bytes.
    static let maximumByteCount = 64 << 10

    let keys: KeySetAddress

    /// Reads the document of an issuer.
    ///
    /// - Throws: ``KeySetError`` if it isn't one, is another issuer's, or names no address that keys may be read from.
    init(json bytes: [UInt8], issuer: String) throws(KeySetError) {
        guard bytes.count <= Self.maximumByteCount, let json = try? JSONReader.read(bytes, maximumDepth: 8),
            !json.hasDuplicateMembers, let name = json["issuer"]?.string
        else { throw .malformedDiscovery }
        guard name.utf8.elementsEqual(issuer.utf8) else { throw .wrongIssuer }
        guard let keys = json["jwks_uri"]?.string.flatMap(KeySetAddress.init(_:)) else { throw .malformedDiscovery }
        self.keys = keys
    }
}
