import Applications
import Grants
import HTTPTypes
import Problems
import Program
import Web

/// `/applications/…`: every application, for operators.
struct OperatorRoutes: Sendable {
    let service: BrokerService

    func routes(_ signOn: ApplicationSignOn) -> [Route] {
        [
            signOn.route(.get, "/applications/all", offers: [.json], list),
            signOn.route(.get, "/applications/figures", offers: [.json], figures),
            signOn.route(.get, "/applications/{name}", offers: [.json], show),
            signOn.route(.delete, "/applications/{name}", offers: [.json], remove),
        ]
    }

    private func list(_ context: RequestContext, _ caller: ApplicationCaller) async throws -> Reply {
        try service.settings.checkOperator(caller)
        return ApplicationAnswers.reply(try await service.registry(for: context).page(after: context.query["after"]))
    }

    private func figures(_ context: RequestContext, _ caller: ApplicationCaller) async throws -> Reply {
        try service.settings.checkOperator(caller)
        return ApplicationAnswers.reply(service.grants.figures)
    }

    private func show(_ context: RequestContext, _ caller: ApplicationCaller) async throws -> Reply {
        try service.settings.checkOperator(caller)
        let application = try context.application
        return ApplicationAnswers.reply(try await service.registry(for: context).record(of: application))
    }

    private func remove(_ context: RequestContext, _ caller: ApplicationCaller) async throws -> Reply {
        try service.settings.checkOperator(caller)
        let application = try context.application
        let registry = service.registry(for: context)
        let record = AuditRecord("remove-application", of: application.description, by: caller, in: context)
        defer { service.forget(application) }
        try await service.audit.recordingWithdrawal(record) { () throws(ApplicationsError) in
            try await registry.remove(application)
        }
        return .noContent
    }
}

extension BrokerSettings {
    /// Refuses who isn't an operator.
    func checkOperator(_ caller: ApplicationCaller) throws(Problem) {
        guard operators.contains(caller.applicant.identity) else { throw .notAnOperator(caller.name) }
    }
}

extension RequestContext {
    /// The application that the path names. A text that can't be one's name names none.
    var application: ApplicationIdentity {
        get throws(Problem) {
            guard let application = ApplicationIdentity(try capture("name")) else { throw .notFound }
            return application
        }
    }
}

extension Problem {
    /// Only operators may: 403.
    fileprivate static func notAnOperator(_ name: String) -> Problem {
        Problem(
            "not-an-operator", status: .forbidden, title: "Only operators may do this",
            detail: """
                LATCHKEY_BROKER_OPERATORS doesn't have \(name). Nothing was done. Your own registration is at /applications.
                """)
    }
}
