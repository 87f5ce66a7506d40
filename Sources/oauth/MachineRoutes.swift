import AWS
import Formats
import HTTPTypes
import Machines
import Pages
import Problems
import Program
import SignOn
import Web

/// `/machines`: people see where they are signed in, and end that.
struct MachineRoutes: Sendable {
    let service: OAuthService

    func routes(_ signOn: RemoteUser) -> [Route] {
        [
            signOn.route(.get, "/machines", list),
            signOn.route(.delete, "/machines", endAll),
            signOn.route(.delete, "/machines/{id}", end),
        ]
    }

    private func list(_ context: RequestContext, _ caller: Caller) async throws -> Reply {
        let machines = try await service.signIns(for: context).machines(of: PersonKey(caller.userName))
        switch context.representation {
        case .data: return .json(["machines": .array(machines.map(Self.json))])
        case .page:
            let page = MachinesPage(machines: machines, forms: try context.forms(for: caller))
            return .page(page.page(notice: context.notice(for: caller, from: MachinesPage.notice)))
        }
    }

    private static func json(_ machine: SignedInMachine) -> JSONValue {
        JSONValue(present: [
            "id": .string(machine.id.description), "machine": machine.label.map { .string($0) },
            "client": .string(machine.client), "name": .string(machine.name),
            "signed_in_at": .string(Timestamp.format(machine.began)),
            "renewed_at": .string(Timestamp.format(machine.renewed)),
            "ends_at": .string(Timestamp.format(machine.ends)),
        ])
    }

    private func end(_ context: RequestContext, _ caller: Caller) async throws -> Reply {
        guard let id = MachineID(try context.capture("id")) else { throw Problem.machineNotFound }
        let record = AuditRecord("end-machine", of: id.description, by: caller, in: context)
        let ended = try await service.audit.recordingWithdrawal(record) { () throws(MachinesError) in
            try await service.signIns(for: context).end(id, of: PersonKey(caller.userName))
        }
        guard let ended else { throw Problem.machineNotFound }
        return try reply(context, caller, telling: "ended", of: ended.label ?? "")
    }

    private func endAll(_ context: RequestContext, _ caller: Caller) async throws -> Reply {
        let record = AuditRecord("end-machines", of: caller.userName.rawValue, by: caller, in: context)
        try await service.audit.recordingWithdrawal(record) { () throws(MachinesError) in
            try await service.signIns(for: context).endAll(of: PersonKey(caller.userName))
        }
        return try reply(context, caller, telling: "all-ended", of: "")
    }

    private func reply(
        _ context: RequestContext, _ caller: Caller, telling code: String, of subject: String
    ) throws(Problem) -> Reply {
        switch context.representation {
        case .data: .noContent
        case .page: .seeOther(try context.location("/machines", telling: code, of: subject, to: caller))
        }
    }
}

extension Problem {
    /// The person isn't signed in on such a machine: 404.
    static var machineNotFound: Problem {
        Problem(
            "no-such-machine", status: .notFound, title: "No machine of yours is signed in so",
            detail: "Its sign-in is over, or was never yours. Nothing was done. Load the list again.")
    }
}
