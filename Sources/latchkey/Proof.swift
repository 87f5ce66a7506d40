import Formats
import FoundationEssentials
import IdentityProofs
import Secrets

/// A proof for one server.
struct Proof: Sendable {
    var kind: ProofKind
    var server: ServerName
    /// The value of the `Authorization` field.
    var authorization: Secret
    /// When it was made, by AWS's clock as far as that is known.
    var date: Date
    /// When it ends, if it says so itself. How long a signature is good is the server's choice.
    var expiration: Date?

    /// The proof with what is known of it, for programs.
    var json: JSONValue {
        [
            "server": .string(server.description), "proof": .string(kind.rawValue),
            "authorization": .string(authorization.reveal()), "issued_at": .string(Timestamp.format(date)),
            "expires_at": expiration.map { .string(Timestamp.format($0)) } ?? .null,
        ]
    }
}
