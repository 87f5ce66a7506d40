/// Why a token isn't accepted. It says nothing of the token's content, so that it may be logged.
package enum TokenError: Error, Sendable, Equatable {
    // What the text says before anything is believed.
    case tooLong
    /// It isn't three parts of base64url with dots between them (RFC 7515, section 7.1).
    case notCompact
    /// A part isn't base64url in its only spelling, or isn't a JSON object, or is nested too deep.
    case malformed(Part)
    /// An object has several members of one name.
    case duplicateMembers(Part)
    /// The header has a member that would say how the token is to be verified.
    case forbiddenHeader(String)
    /// The algorithm is none of ours.
    case unknownAlgorithm
    /// The header says that the token is something else than a JWT.
    case unknownType
    /// The header names no key, or in no way that we accept.
    case malformedKeyID

    // Whether it is genuine.
    /// No key set could be read, so nothing is known about the token.
    case keysUnavailable(KeySetError)
    /// The issuer has no usable key of this ID.
    case unknownKey
    /// The key is for another algorithm.
    case wrongAlgorithm
    case wrongSignature

    // Whether it is for us, now.
    case missingClaim(String)
    case malformedClaim(String)
    case wrongIssuer
    case wrongAudience
    case expired
    /// `nbf` or `iat` lies in the future.
    case notYetValid

    package enum Part: String, Sendable {
        case header
        case claims
        case signature
    }
}

extension TokenError: CustomStringConvertible {
    /// A few words for the log.
    package var description: String {
        switch self {
        case .tooLong: "the token is too long"
        case .notCompact: "the token isn't in compact form"
        case .malformed(let part): "the token's \(part.rawValue) can't be read"
        case .duplicateMembers(let part): "the token's \(part.rawValue) names something twice"
        case .forbiddenHeader(let name): "the token's header has “\(name)”"
        case .unknownAlgorithm: "the token's algorithm isn't accepted"
        case .unknownType: "the token's type isn't accepted"
        case .malformedKeyID: "the token names no key"
        case .keysUnavailable(let error): "the issuer's keys couldn't be read: \(error)"
        case .unknownKey: "the token's key isn't among the issuer's"
        case .wrongAlgorithm: "the token's key is for another algorithm"
        case .wrongSignature: "the token's signature is wrong"
        case .missingClaim(let name): "the token has no “\(name)”"
        case .malformedClaim(let name): "the token's “\(name)” can't be read"
        case .wrongIssuer: "the token is of another issuer"
        case .wrongAudience: "the token is for another audience"
        case .expired: "the token has expired"
        case .notYetValid: "the token isn't valid yet"
        }
    }
}
