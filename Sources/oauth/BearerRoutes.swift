import FastCGI
import Formats
import HTTPTypes
import Machines
import Problems
import Web

/// `/api/oauth/verify`: nginx asks whose access token a request has, before it passes the request on as that person's. nginx alone
/// can ask: there is no way here from outside.
struct BearerRoutes: Sendable {
    let service: OAuthService

    var routes: [Route] { [Route(open: .get, "/api/oauth/verify", offers: [], verify)] }

    private func verify(_ context: RequestContext) async throws -> Reply {
        do throws(MachinesError) {
            let machine = try await service.signIns(for: context).machine(bearing: Self.token(in: context))
            var reply = Reply.noContent
            reply.fields[.machineUser] = machine.name
            if !machine.tags.isEmpty { reply.fields[.machineTags] = machine.tags }
            return reply
        } catch {
            var problem = error.problem
            if problem.status == .unauthorized {
                // RFC 6750, section 3.
                problem.challenge =
                    "Bearer realm=\"latchkey\", error=\"invalid_token\", error_description=\"\(error.words)\""
            }
            throw problem
        }
    }

    /// What stands behind `Bearer`; an empty text when nothing does.
    private static func token(in context: RequestContext) -> String {
        let fields = context.request.values(of: "LATCHKEY_AUTHORIZATION")
        guard fields.count == 1 else { return "" }
        return AuthorizationField.credentials(of: "bearer", in: fields[0]) ?? ""
    }
}

extension HTTPField.Name {
    fileprivate static let machineUser = HTTPField.Name("X-Machine-User") ?? .wwwAuthenticate
    fileprivate static let machineTags = HTTPField.Name("X-Machine-Tags") ?? .wwwAuthenticate
}
