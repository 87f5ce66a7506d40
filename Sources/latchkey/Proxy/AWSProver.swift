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
    let tokens: TokenMaker

    var sessionCookies: Set<String> { Set(SessionCookieName.allCases.map(\.rawValue)) }

    func proof(to server: Origin, for challenge: IdentityChallenge) async throws(IdentityRefusal) -> Secret {
        do throws(CommandError) {
            return try await prove(server, challenge).authorization
        } catch {
            throw refusal(error, of: "no proof", to: server)
        }
    }

    func token(to server: Origin, for challenge: KMSChallenge) async throws(IdentityRefusal) -> Secret {
        do throws(CommandError) {
            let token = try await tokens.token(to: server, for: challenge)
            log.notice(
                "credentials handed over for fifteen minutes",
                metadata: ["server": "\(server)", "key": "\(challenge.keyID)"])
            return token
        } catch {
            throw refusal(error, of: "no token", to: server)
        }
    }

    private func refusal(_ error: CommandError, of what: Logger.Message, to server: Origin) -> IdentityRefusal {
        log.warning(what, metadata: ["server": "\(server)", "reason": "\(error)"])
        return error.status == .noPermission
            ? IdentityRefusal("Your identity in AWS isn't one for the server. The proxy's log says more: \(what).")
            : IdentityRefusal("Your identity can't be proved. The proxy's log says why: \(what).")
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
