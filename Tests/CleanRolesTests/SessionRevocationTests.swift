import AWS
import Concurrency
import ConsoleSessions
import FoundationEssentials
import Machines
import MirrorTestSupport
import Program
import RoleMirror
import RoleRecords
import TestSupport
import Testing

@testable import FakeAWS
@testable import clean_roles

@Suite(.timeLimit(.minutes(1)))
struct SessionRevocationTests {
    private let printed = Printed()
    private let records = Recorder<String>()

    private func revoke(
        _ name: String, in account: FakeAccount, _ output: CleanRoles.Output = .text,
        endMachines: @escaping @Sendable (UserName) async throws(MachinesError) -> Void = { _ throws(MachinesError) in }
    ) async throws -> CleanRoles.Status {
        let clock = ManualClock()
        let client = try account.client(retry: .patient, timekeeper: clock.standing)
        let sessions = RoleSessions(
            iam: IAM(client), sts: STS(client),
            records: RoleRecordTable(table: "latchkey", seal: .usual, dynamoDB: DynamoDB(client)),
            caches: ConsoleCaches(broker: BrokerCache(identity: .usual)),
            configuration: MirrorConfiguration(naming: .usual, table: "latchkey"))
        // A file that can't be written keeps nothing from being ended; the records go to standard error.
        return await SessionRevocation(
            sessions: sessions, userName: try userName(name), endMachines: endMachines,
            audit: AuditLog(path: "/nowhere/audit.log") { [records] in records.record($0) }, output: output,
            streams: printed.streams
        ).perform()
    }

    @Test func `a name that no user and no role has is told as such`() async throws {
        #expect(try await revoke("nobody", in: FakeAccount()) == .noSuchUser)
        #expect(printed.errors == ["nobody is no IAM user, and has no role to remove"])
        #expect(printed.output.isEmpty)
        #expect(try await revoke("nobody", in: FakeAccount(), .json) == .noSuchUser)
        #expect(
            printed.output
                == #"{"username":"nobody","revoked_before":null,"sync_problem":null,"removed_role":null}"# + "\n")
    }

    @Test func `the role of a user who is gone is removed, which is a success`() async throws {
        let account = FakeAccount()
        account.add("gone", expiresAt: 4_000_000_000)
        #expect(try await revoke("gone", in: account) == .success)
        #expect(account.roleNames.isEmpty)
        #expect(account.recordNames.isEmpty)
        let role = "arn:aws:iam::123456789012:role/user-role/user_gone"
        #expect(printed.errors == ["gone is no IAM user; the role \(role) has been removed"])
        for (action, subject) in [("revoke-sessions", "gone"), ("end-machines", "gone"), ("remove-role", role)] {
            let record = #""caller":"operator","action":"\#(action)","subject":"\#(subject)","result":"#
            #expect(records.values.contains { $0.contains(record) })
        }
    }

    @Test func `the machines of a user are signed out, with a role and without, and whoever is gone as well`()
        async throws
    {
        let account = FakeAccount()
        account.with { $0.users["ann"] = [:] }
        let ended = Recorder<UserName>()
        for name in ["ann", "gone"] {
            _ = try await revoke(name, in: account) { (name) throws(MachinesError) in ended.record(name) }
        }
        #expect(ended.values.map(\.rawValue) == ["ann", "gone"])
    }

    @Test func `machines that can't be signed out are told, after the role's sessions were ended`() async throws {
        let account = FakeAccount()
        account.add("gone", expiresAt: 4_000_000_000)
        let status = try await revoke("gone", in: account) { (_) throws(MachinesError) in throw .contended }
        #expect(status == .someFailed && account.roleNames.isEmpty)
        #expect(printed.errors.last == "the sign-ins of the user's machines were not ended: contended")
    }

    @Test func `machines and role are ended side by side`() async throws {
        let account = FakeAccount()
        account.with { $0.users["ann"] = [:] }
        // It would wait for ever if the role came after it.
        let status = try await revoke("ann", in: account) { (_) throws(MachinesError) in
            await until { account.with { $0.operations.contains("GetUser") } }
        }
        #expect(status == .success)
    }

    @Test func `a user without a role has nothing to end, which is a success`() async throws {
        let account = FakeAccount()
        account.with { $0.users["ann"] = [:] }
        #expect(try await revoke("ann", in: account) == .success)
        #expect(account.roleNames.isEmpty)
        #expect(printed.output == "ann: has no role, so there is nothing to end\n")
    }

    @Test(arguments: [(403, "AccessDenied", CleanRoles.Status.someFailed), (400, "Throttling", .unavailable)])
    func `a refusal of AWS and its absence are different statuses`(
        status: Int, code: String, exitStatus: CleanRoles.Status
    ) async throws {
        let account = FakeAccount { operation, _ in operation == "GetUser" ? (status, "\(code):why") : nil }
        #expect(try await revoke("ann", in: account) == exitStatus)
        #expect(printed.errors == ["AWS refused iam:GetUser: \(code): why"])
    }
}
