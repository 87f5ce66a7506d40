import Applications
import FastCGI
import Formats
import HTTPTypes
import Problems
import Program
import Web

/// `/applications`: an application's own registration.
struct ApplicationRoutes: Sendable {
    let service: BrokerService

    func routes(_ signOn: ApplicationSignOn) -> [Route] {
        [
            signOn.route(.get, "/applications", offers: [.json], show),
            signOn.route(.post, "/applications", offers: [.json], members: Registration.bodyMembers, register),
            signOn.route(.put, "/applications", offers: [.json], members: Registration.bodyMembers, change),
            signOn.route(.delete, "/applications", offers: [.json], remove),
        ]
    }

    private func show(_ context: RequestContext, _ caller: ApplicationCaller) async throws -> Reply {
        let registry = service.registry(for: context)
        do throws(ApplicationsError) {
            return ApplicationAnswers.reply(try await registry.record(for: caller.applicant))
        } catch .notRegistered(let application) {
            // Whoever wants to register needs these first.
            let id = registry.externalID(of: application)
            throw await told(ApplicationsError.notRegistered(application).problem, id, context)
        }
    }

    private func register(_ context: RequestContext, _ caller: ApplicationCaller) async throws -> Reply {
        let isSessionBroker = Registration.isSessionBrokerBody(context.request.body)
        do {
            let registration = try registration(in: context, from: caller)
            let registry = service.registry(for: context)
            let record = try await recorded("register-application", registration, context, caller) {
                () throws(ApplicationsError) in try await registry.register(registration, for: caller.applicant)
            }
            if isSessionBroker { return Reply(status: .created) }
            var reply = ApplicationAnswers.reply(record, status: .created)
            reply.fields[.location] = "/applications"
            return reply
        } catch  where isSessionBroker {
            throw SessionBrokerAnswers.problem(for: error, name: caller.applicant.identity.name)
        }
    }

    private func change(_ context: RequestContext, _ caller: ApplicationCaller) async throws -> Reply {
        guard let condition = try context.ifMatch else { throw Problem.preconditionMissing }
        let registration = try registration(in: context, from: caller)
        let registry = service.registry(for: context)
        let record = try await recorded("change-application", registration, context, caller) {
            () throws(ApplicationsError) in
            try await registry.change(to: registration, for: caller.applicant, if: condition)
        }
        return ApplicationAnswers.reply(record)
    }

    /// Clients of iam-session-broker send no `If-Match`, and wait for an empty 200.
    private func remove(_ context: RequestContext, _ caller: ApplicationCaller) async throws -> Reply {
        let condition = try context.ifMatch ?? .any
        let registry = service.registry(for: context)
        let record = AuditRecord("remove-application", of: caller.name, by: caller, in: context)
        defer { service.forget(caller.applicant.identity) }
        do throws(ApplicationsError) {
            try await service.audit.recordingWithdrawal(record) { () throws(ApplicationsError) in
                try await registry.remove(caller.applicant, if: condition)
            }
        } catch {
            throw SessionBrokerAnswers.problem(for: error, name: caller.applicant.identity.name)
        }
        return Reply()
    }

    // MARK: Shared

    private func registration(
        in context: RequestContext, from caller: ApplicationCaller
    ) throws -> Registration {
        guard context.isJSON || !context.hasBody else { throw Problem.unsupportedBody("application/json") }
        do throws(RegistrationFault) {
            return try Registration.read(
                context.request.body, from: caller.applicant.identity, usually: service.settings.usualIssuer)
        } catch {
            throw ApplicationsError.malformed(error)
        }
    }

    /// Makes a change between two audit records. Who hasn't proved a role is told the policy that it needs.
    private func recorded(
        _ action: String, _ registration: Registration, _ context: RequestContext, _ caller: ApplicationCaller,
        _ change: () async throws(ApplicationsError) -> ApplicationRecord
    ) async throws -> ApplicationRecord {
        let record = AuditRecord(
            action, of: caller.name, by: caller, in: context,
            facts: [.init("registration", registration.json)])
        defer { service.forget(caller.applicant.identity) }
        do {
            return try await service.audit.recording(record, change)
        } catch ApplicationsError.notProved(let fault, let role, let id) {
            throw await told(ApplicationsError.notProved(fault, role, externalID: id).problem, id, context)
        }
    }

    /// The problem, with the application's ExternalId and the trust policy that its role needs.
    private func told(_ problem: Problem, _ externalID: String, _ context: RequestContext) async -> Problem {
        var problem = problem
        if !problem.members.contains(where: { $0.name == "external_id" }) {
            problem.members.append(.init("external_id", .string(externalID)))
        }
        if let policy = await service.trustPolicy(externalID: externalID, for: context) {
            problem.members.append(.init("trust_policy", policy.json))
        }
        return problem
    }
}

extension RequestContext {
    /// For which version a change is meant, by the field `If-Match`; nil without the field.
    fileprivate var ifMatch: VersionCondition? {
        get throws {
            let fields = request.values(of: "HTTP_IF_MATCH").filter { !$0.isEmpty }
            return fields.isEmpty ? nil : VersionCondition(ifMatch: fields.joined(separator: ","))
        }
    }
}

extension Problem {
    /// A change doesn't say for which version it is meant: 428 (RFC 6585, section 3).
    fileprivate static var preconditionMissing: Problem {
        Problem(
            "precondition-missing", status: .preconditionRequired, title: "The change names no version",
            detail: """
                A change has to say for which version of the registration it is meant: send the ETag that GET answered as \
                If-Match. Nothing was done.
                """)
    }
}
