import AWS
import ConsoleSessions
import HTTPTypes
import Problems
import Program
import RoleMirror
import SignOn
import Web

/// Session credentials for programs, under the paths of himeko and of Mairu.
struct CredentialRoutes: Sendable {
    let service: SessionService
    /// Of a program's session.
    let duration: SessionDuration

    func routes(_ signOn: RemoteUser) -> [Route] {
        [
            signOn.route(.post, "/api/assume-role", offers: [.json], members: ["Role"], assumeRole),
            signOn.route(.post, "/assume-role", offers: [.json], members: ["Role"], assumeRole),
            signOn.route(.get, "/api/roles", offers: [.json], listRoles),
            signOn.route(.get, "/roles", offers: [.json], listRoles),
        ]
    }

    private func assumeRole(_ context: RequestContext, _ caller: Caller) async throws -> Reply {
        if context.hasBody, context.isJSON {
            // A name from the list of roles. As with himeko, callers get their own role, whichever they name.
            _ = try context.json().optionalString("Role")
        }
        let request = try service.request(context, by: caller, duration: duration)
        let session: RoleSession
        do throws(ConsoleSessionsError) {
            session = try await service.changingRoles(in: context, by: caller) {
                (sessions) throws(ConsoleSessionsError) in try await sessions.open(request) { $0 }
            }
        } catch {
            var problem = service.problem(for: error)
            // himeko's API answers 404 here, and its clients expect that.
            if case .mirror(.userNotFound) = error { problem.status = .notFound }
            throw problem
        }
        let answer = try ConsoleAnswers.credentials(session.credentials)
        try await service.audit.write(service.record("assume-role", of: session, by: caller, in: context))
        return .json(answer, caching: .neverAtAll)
    }

    private func listRoles(_ context: RequestContext, _ caller: Caller) async throws -> Reply {
        .json(ConsoleAnswers.roles(service.mirror.naming.roleName(for: caller.userName).description))
    }
}
