import Cryptography
import Formats
import Secrets
import Tokens

/// What an ID token must have beside a signature, issuer, audience and time (OpenID Connect Core 1.0, sections 3.1.3.7, 3.1.3.8
/// and 12.2).
struct IDTokenCheck {
    /// How a token came.
    enum Origin {
        /// By this sign-in, whose nonce it names.
        case request(nonce: Secret)
        /// For a refresh token of that person.
        case refresh(subject: String)
        /// From the token endpoint, for a code of this process that no browser has seen.
        case device
        /// From where it was kept: it was checked when it came.
        case kept
    }

    let clientID: String
    let origin: Origin
    /// The access token that came with it.
    var accessToken: Secret?

    func check(_ claims: TokenClaims, of text: String) throws(IDTokenFault) {
        guard let subject = claims.subject, claims.issuedAt != nil else { throw .incomplete }
        if let party = claims["azp"] {
            guard let party = party.string, party.utf8.elementsEqual(clientID.utf8) else { throw .wrongParty }
        } else if claims.audiences.count > 1 {
            throw .wrongParty
        }
        switch origin {
        case .request(let nonce):
            guard let sent = claims["nonce"]?.string, nonce.isSame(sent) else { throw .wrongNonce }
        case .refresh(let known):
            guard subject.utf8.elementsEqual(known.utf8) else { throw .otherPerson }
        case .device, .kept: break
        }
        if let accessToken, let hash = claims["at_hash"] {
            guard let hash = hash.string, hash.utf8.elementsEqual(Self.hash(of: accessToken, for: text).utf8) else {
                throw .wrongAccessToken
            }
        }
    }

    /// The left half of the digest that goes with the algorithm of the ID token's signature, in base64url.
    private static func hash(of accessToken: Secret, for idToken: String) -> String {
        let header = idToken.utf8.split(separator: UInt8(ascii: "."), maxSplits: 1).first.flatMap {
            Base64URL.decode(utf8: Array($0)[...])
        }
        let name = header.flatMap { try? JSONReader.read($0, maximumDepth: 4) }?["alg"]?.string
        guard let algorithm = name.flatMap(SignatureAlgorithm.init(rawValue:)) else { return "" }
        let digest = algorithm.digest(of: accessToken.reveal())
        return Base64URL.encode(Array(digest.prefix(digest.count / 2)))
    }
}
