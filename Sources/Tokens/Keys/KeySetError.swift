package import Transport

/// Why there is no key set.
package enum KeySetError: Error, Sendable, Equatable {
    /// The answer isn't the JSON of a key set, or exceeds a limit.
    case malformed
    /// Two usable keys have one ID, so a token's key would be a matter of chance.
    case duplicateKeyID
    /// There is no key in it that can verify a token.
    case noUsableKey
    /// The issuer's discovery document isn't one, or names no address of keys that can be used.
    case malformedDiscovery
    /// The discovery document says that it is another issuer's.
    case wrongIssuer
    /// Keys may not be read from this host, or the document that says where they are.
    case forbiddenHost
    /// The server answered with this status, where only 200 brings a key set. Redirects aren't followed.
    case status(Int)
    /// No answer came.
    case transport(TransportError)
    /// The calling task was cancelled while it waited.
    case cancelled
}

extension KeySetError: CustomStringConvertible {
    /// A few words for the log.
    package var description: String {
        switch self {
        case .malformed: "the answer isn't a key set"
        case .duplicateKeyID: "two keys have one ID"
        case .noUsableKey: "the key set has no usable key"
        case .malformedDiscovery: "the answer isn't the issuer's discovery document"
        case .wrongIssuer: "the discovery document is another issuer's"
        case .forbiddenHost: "the host isn't one that keys may be read from"
        case .status(let status): "the server answered \(status)"
        case .transport(let error): "no answer came: \(error)"
        case .cancelled: "the request was cancelled while it waited"
        }
    }
}
