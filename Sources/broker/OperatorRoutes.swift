import Applications
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
            signOn.route(.get, "/applications/{name}", offers: [.json], show),
            signOn.route(.delete, "/applications/{name}", offers: [.json], remove),
        ]
    }

    private func list(_ context: RequestContext, _ caller: ApplicationCaller) async throws -> Reply {
        try check(caller)
        return ApplicationAnswers.reply(try await service.registry(for: context).page(after: context.query["after"]))
    }

    private func show(_ context: RequestContext, _ caller: ApplicationCaller) async throws -> Reply {
        try check(caller)
        let application = try application(in: context)
        return ApplicationAnswers.reply(try await service.registry(for: context).record(of: application))
    }

    private func remove(_ context: RequestContext, _ caller: ApplicationCaller) async throws -> Reply {
        try check(caller)
        let application = try application(in: context)
        let registry = service.registry(for: context)
        let record = AuditRecord("remove-application", of: application.description, by: caller, in: context)
        defer { service.forget(application) }
        try await service.audit.recordingWithdrawal(record) { () throws(ApplicationsError) in
            try await registry.remove(application)
        }
        return .noContent
    }

    private func check(_ caller: ApplicationCaller) throws(Problem) {
        guard service.settings.operators.contains(caller.applicant.identity) else { throw .notAnOperator(caller.name) }
    }

    /// The application that the path names. A text that can't be one's name names none.
    private func application(in context: RequestContext) throws(Problem) -> ApplicationIdentity {
        guard let application = ApplicationIdentity(try context.capture("name")) else { throw .notFound }
        return application
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
