import AWS
import AccessRules
import HTTPTypes
import IdentityProofs
import Problems
import Web

/// What nginx asks about each request, and what a client asks before it proves something.
struct VerifyRoutes: Sendable {
    let service: IAMAuthService

    var routes: [Route] {
        [
            Route(open: .get, "/auth/verify", offers: [], verify),
            Route(open: .get, "/auth/challenge", offers: [.json], challenge),
        ]
    }

    /// `GET /auth/verify`: 204 with who it is; 401, 403 or 503 otherwise. A proof goes before a session: a client that sends one
    /// wants to be who it says, or nobody.
    private func verify(_ context: RequestContext) async throws -> Reply {
        do {
            return try await admit(context)
        } catch let error as Problem {
            throw error.shown(to: context, by: service.settings)
        } catch let error as IAMAuthError {
            throw error.problem.shown(to: context, by: service.settings)
        }
    }

    private func admit(_ context: RequestContext) async throws -> Reply {
        try await service.answering(context) { (server) throws(IAMAuthError) in
            guard let path = try Presented.path(of: context.request) else { throw .pathNotPlain }
            // Before the proof, which is used once.
            let mapping = try service.mapping(in: context)
            let proven: ProvenIdentity
            if let proof = try await service.proof(in: context, to: server) {
                proven = proof.proven
            } else if let session = try await service.session(in: context, on: server) {
                proven = session.proven
            } else {
                throw .notProved(nil)
            }
            let name = try service.name(of: proven, by: mapping, entering: server, path)
            var reply = Reply.noContent
            reply.fields = Self.fields(of: proven.identity, name)
            return reply
        }
    }

    /// `GET /auth/challenge`: what has to be proved, and how.
    private func challenge(_ context: RequestContext) async throws -> Reply {
        try context.query.refuseMembers(otherThan: [], in: "query")
        return .json(try await service.challenge(of: try service.server(in: context), in: context).json)
    }

    /// The fields that nginx makes parameters of. None of their values has a character that would need an escape.
    private static func fields(of identity: IAMIdentity, _ name: String) -> HTTPFields {
        var fields = HTTPFields()
        func add(_ field: HTTPField.Name?, _ value: String) {
            if let field, !value.isEmpty { fields.append(HTTPField(name: field, value: value)) }
        }
        add(.iamUser, name)
        add(.iamARN, identity.arn.rawValue)
        add(.iamAccount, identity.account.rawValue)
        add(.iamKind, identity.kind.rawValue)
        add(.iamUniqueID, identity.uniqueID ?? "")
        return fields
    }
}

extension HTTPField.Name {
    fileprivate static let iamUser = HTTPField.Name("X-Iam-User")
    fileprivate static let iamARN = HTTPField.Name("X-Iam-Arn")
    fileprivate static let iamAccount = HTTPField.Name("X-Iam-Account")
    fileprivate static let iamKind = HTTPField.Name("X-Iam-Kind")
    fileprivate static let iamUniqueID = HTTPField.Name("X-Iam-Unique-Id")
}
