import Formats
import HTTPTypes
import Machines
import Program
import Web

/// `/api/oauth/revoke`: a program says that it needs its tokens no longer (RFC 7009). Whichever of them it brings, the
/// machine's sign-in ends.
struct RevocationRoutes: Sendable {
    let service: OAuthService

    var routes: [Route] {
        [Route(open: .post, "/api/oauth/revoke", offers: [], forgery: .none, revoke)]
    }

    /// A token that isn't known is as good as one that was ended: 200 (RFC 7009, section 2.2).
    private func revoke(_ context: RequestContext) async throws -> Reply {
        guard let text = try context.form().present("token") else {
            return OAuthError.invalidRequest("token is missing.").reply(to: context)
        }
        let signIns = service.signIns(for: context)
        // What kind of token it is shows in itself, whatever token_type_hint says.
        guard let token = TokenKind.allCases.lazy.compactMap({ signIns.open(text, $0) }).first else { return Reply() }
        let record = AuditRecord(
            id: context.id, caller: token.person.description, action: "end-machine",
            subject: token.machine.description, facts: [.init("reason", "revoked-by-client")])
        _ = try await service.audit.recordingWithdrawal(record) { () throws(MachinesError) in
            try await signIns.end(token.machine, of: token.person)
        }
        return Reply()
    }
}
