import AWS
import Formats
import IdentityProofs

/// What a client has to know to prove who it is: `WWW-Authenticate`, and the same as JSON.
struct Challenge: Sendable {
    let account: AccountID
    let server: ServerName
    /// Where STS may be asked; the first is the one to take.
    let regions: [Region]
    let proofs: [AcceptedProof]

    /// The field's value. Nothing in it needs an escape.
    func field(error: String?) -> String {
        let error = error.map { ", error=\"\($0)\"" } ?? ""
        let regions = regions.map(\.rawValue).joined(separator: " ")
        let proofs = proofs.map(\.rawValue).joined(separator: " ")
        return "IAM realm=\"\(account)\", server=\"\(server)\", regions=\"\(regions)\", proofs=\"\(proofs)\"\(error)"
    }

    var json: JSONValue {
        [
            "account": .string(account.rawValue), "server": .string(server.description),
            "regions": .array(regions.map { .string($0.rawValue) }),
            "proofs": .array(proofs.map { .string($0.rawValue) }),
        ]
    }
}
