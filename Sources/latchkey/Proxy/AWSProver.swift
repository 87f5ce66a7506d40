import AWS
import IdentityProofs
import LocalProxy
import Logging
import Secrets

/// Proves to servers who the person is in AWS.
///
/// What is wrong with the credentials stands in the log alone: the answer to the request may be read by a page.
struct AWSProver: IdentityProver {
    let callers: CurrentCaller
    let aws: AWSSession
    let options: ProofOptions
    let context: CommandContext
    let log: Logger

    func proof(to server: Origin, for challenge: IdentityChallenge) async throws(IdentityRefusal) -> Secret {
        do throws(CommandError) {
            return try await prove(server, challenge).authorization
        } catch {
            log.warning("no proof", metadata: ["server": "\(server)", "reason": "\(error)"])
            guard error.status != .noPermission else {
                throw IdentityRefusal("Your identity in AWS isn't one for the server. The proxy's log says more.")
            }
            throw IdentityRefusal("Your identity can't be proved. The proxy's log says why.")
        }
    }

    private func prove(_ server: Origin, _ challenge: IdentityChallenge) async throws(CommandError) -> Proof {
        guard let address = try? ServerAddress("\(server)"), let account = AccountID(challenge.account),
            let name = ServerName(challenge.server)
        else { throw CommandError(.badAnswer, "the server asks for an identity in a way that isn't Latchkey's") }
        let terms = ServerTerms(
            account: account, server: name, regions: challenge.regions.compactMap { Region($0) },
            proofs: challenge.proofs.compactMap { ProofKind(rawValue: $0) })
        return try await ProofMaker(address, options, aws, in: context).make(for: try await callers.caller(), by: terms)
    }
}
