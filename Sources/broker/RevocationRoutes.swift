import AWS
import Applications
import Formats
import FoundationEssentials
import HTTPTypes
import Problems
import Program
import Web

/// `/applications/revocations`: people of an application whose tokens are worth nothing any more.
struct RevocationRoutes: Sendable {
    private static let members: Set<String> = ["person", "session_name"]

    let service: BrokerService

    func routes(_ signOn: ApplicationSignOn) -> [Route] {
        [
            signOn.route(.post, "/applications/revocations", offers: [.json], members: Self.members, revoke),
            signOn.route(
                .post, "/applications/{name}/revocations", offers: [.json], members: Self.members, revokeOfAny),
        ]
    }

    /// By the application itself.
    private func revoke(_ context: RequestContext, _ caller: ApplicationCaller) async throws -> Reply {
        let registry = service.registry(for: context)
        return try await revoke(caller.applicant.identity, context, caller) {
            (person) throws(ApplicationsError) in try await registry.revoke(person, of: caller.applicant)
        }
    }

    /// By an operator.
    private func revokeOfAny(_ context: RequestContext, _ caller: ApplicationCaller) async throws -> Reply {
        try service.settings.checkOperator(caller)
        let application = try context.application
        let registry = service.registry(for: context)
        return try await revoke(application, context, caller) {
            (person) throws(ApplicationsError) in try await registry.revoke(person, of: application)
        }
    }

    private func revoke(
        _ application: ApplicationIdentity, _ context: RequestContext, _ caller: ApplicationCaller,
        _ change: (RevokedPerson) async throws(ApplicationsError) -> Date
    ) async throws -> Reply {
        let person = try Self.person(in: context)
        let record = AuditRecord(
            "revoke-person", of: application.description, by: caller, in: context,
            facts: [.init("person", .string(person.sessionName))])
        defer { service.records.forget(application) }
        let moment = try await service.audit.recordingWithdrawal(record) { () throws(ApplicationsError) in
            try await change(person)
        }
        return .json([
            "session_name": .string(person.sessionName),
            "revoked_until": .string(Timestamp.format(moment)), "statement": Self.statement(person, moment),
        ])
    }

    /// The person by their claim, or as sessions name them.
    private static func person(in context: RequestContext) throws -> RevokedPerson {
        let json = try context.json()
        let (claim, name) = (try json.optionalString("person"), try json.optionalString("session_name"))
        switch (claim.map { RevokedPerson($0) }, name.map { RevokedPerson(sessionName: $0) }) {
        case (let person??, nil), (nil, let person??): return person
        case (_, _?):
            throw Problem.malformed(
                "session_name", "The member “session_name” should be the name of a session, and stand alone.")
        default:
            throw Problem.malformed("person", "The member “person” should be the text of a claim that names a person.")
        }
    }

    /// What the owner of the role adds to one of its policies to end also the sessions that there are.
    private static func statement(_ person: RevokedPerson, _ moment: Date) -> JSONValue {
        [
            "Effect": "Deny", "Action": "*", "Resource": "*",
            "Condition": [
                "StringEquals": ["aws:SourceIdentity": .string(person.sessionName)],
                "DateLessThanEquals": ["aws:TokenIssueTime": .string(Timestamp.format(moment))],
            ],
        ]
    }
}
