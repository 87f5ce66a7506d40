import AWS
import Concurrency
import ConsoleSessions
import HTTPTypes
import Logging
import Machines
import Pages
import Problems
import Program
import RoleMirror
import SignOn
import Web

/// The page that shows people their role, and the end of its sessions.
struct RoleRoutes: Sendable {
    let service: SessionService

    func routes(_ signOn: RemoteUser) -> [Route] {
        [
            signOn.route(.get, "/console/role", show),
            signOn.route(.post, "/console/revoke", revoke),
        ]
    }

    private func show(_ context: RequestContext, _ caller: Caller) async throws -> Reply {
        let tags = try service.sessionTags(of: context)
        let preview: RolePreview
        do throws(ConsoleSessionsError) {
            preview = try await service.sessions(for: context).preview(of: caller.userName, sessionTags: tags)
        } catch {
            var problem = service.problem(for: error)
            if context.representation == .page, error.meansNoPlan {
                // The sessions of the role can be ended all the same.
                let form = RolePage.revocation(try context.forms(for: caller))
                problem.addition = "\(problem.addition ?? .empty)\(form)"
            }
            throw problem
        }
        switch context.representation {
        case .data: return .json(ConsoleAnswers.role(preview))
        case .page:
            let page = RolePage(preview: preview, forms: try context.forms(for: caller))
            return .page(page.page(notice: context.notice(for: caller) { code, _ in RolePage.notices[code] }))
        }
    }

    private func revoke(_ context: RequestContext, _ caller: Caller) async throws -> Reply {
        let record = AuditRecord("revoke-sessions", of: caller.userName.description, by: caller, in: context)
        let revocation: RoleSessions.Revocation?
        var machines: Result<Void, MachinesError> = .success(())
        do throws(ConsoleSessionsError) {
            revocation = try await service.audit.recordingWithdrawal(record) { () throws(ConsoleSessionsError) in
                // First the machines, which could get new sessions. Their failure doesn't keep the old ones alive.
                machines = await outcome { () throws(MachinesError) in
                    try await service.endMachines(of: caller, in: context)
                }
                return try await service.changingRoles(in: context, by: caller) {
                    (sessions) throws(ConsoleSessionsError) in try await sessions.revoke(caller.userName)
                }
            }
        } catch {
            throw service.problem(for: error)
        }
        if case .failure(let error) = machines { throw Problem.machinesNotEnded(because: error) }
        let syncProblem = revocation?.syncFailure?.problem
        if let syncProblem { context.log.notice("role not synced", metadata: ["problem": "\(syncProblem.kind)"]) }
        switch context.representation {
        case .data: return .json(ConsoleAnswers.revocation(userName: caller.userName.rawValue, revocation))
        case .page:
            let code = syncProblem == nil ? "revoked" : "revoked-not-synced"
            return .seeOther(try context.location("/console/role", telling: code, to: caller))
        }
    }
}

extension Problem {
    /// The sessions of the role are ended, and the sign-ins of the person's machines aren't.
    fileprivate static func machinesNotEnded(because error: MachinesError) -> Problem {
        var problem = Problem(
            "machines-not-ended", status: .serviceUnavailable, title: "Your machines are still signed in",
            detail: """
                The sessions of your role were ended, but the sign-ins of your machines couldn't be: their programs may get new \
                sessions. End the machines, or try this again in a while.
                """, retryAfter: 10, cause: error.label)
        problem.wayBack = "Back to your role"
        return problem
    }
}

extension ConsoleSessionsError {
    /// Whether no role can mirror the user's policies, so that there is nothing to show.
    fileprivate var meansNoPlan: Bool {
        switch self {
        case .mirror(.limitsExceeded), .mirror(.policyNotMirrorable): true
        default: false
        }
    }
}
