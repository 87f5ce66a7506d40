import HTTP1

/// What a server asks of whoever has an IAM identity.
enum ServerChallenge: Sendable, Hashable {
    /// A proof of it.
    case proof(IdentityChallenge)
    /// Credentials that are encrypted for it.
    case token(KMSChallenge)

    /// The challenge of a response; nil where there is none that can be answered. A proof gives the server nothing but the
    /// identity, so it is taken wherever the server takes one.
    init?(_ head: ResponseHead) {
        let challenge = IdentityChallenge(head)
        if let challenge, challenge.proofs != ["kms"] {
            self = .proof(challenge)
        } else if let token = KMSChallenge(head) {
            self = .token(token)
        } else if let challenge {
            self = .proof(challenge)
        } else {
            return nil
        }
    }

    /// The account in which the identity must be.
    var account: String {
        switch self {
        case .proof(let challenge): challenge.account
        case .token(let challenge): challenge.account
        }
    }
}
