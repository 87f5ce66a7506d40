import AWS
import ArgumentParser
import Concurrency
import FoundationEssentials
import MirrorTestSupport
import Program
import RoleCleanup
import RoleMirror
import RoleRecords
import TestSupport
import Testing

@testable import FakeAWS
@testable import clean_roles

@Suite(.timeLimit(.minutes(1)))
struct CleanupRunTests {
    private static let past = 1_000

    /// A run over an account in memory.
    private struct Bench {
        let account: FakeAccount
        let printed = Printed()
        let stop = StopRequest()
        var audit: AuditLog?

        init(
            _ intercept: @escaping @Sendable (String, inout FakeAccount.World) -> (Int, String)? = { _, _ in nil }
        ) {
            account = FakeAccount(intercept: intercept)
        }

        func perform(_ arguments: String...) async throws -> CleanRoles.Status {
            let options = try CleanRoles.parse(arguments)
            let rateLimiter = RateLimiter(maximumRate: 1_000)
            let client = try account.client(
                retry: .patient, rateLimiter: rateLimiter, timekeeper: ManualClock().standing)
            let records = RoleRecordTable(table: "latchkey", seal: .usual, dynamoDB: DynamoDB(client))
            let run = CleanupRun(
                cleanup: RoleCleanup(
                    iam: IAM(client), records: records, mirror: MirrorConfiguration(naming: .usual, table: "latchkey"),
                    identity: { .usual }, mode: options.mode, rateLimiter: rateLimiter,
                    concurrency: options.concurrency, stop: stop),
                singleRun: SingleRun(records: records), rateLimiter: rateLimiter, stop: stop,
                audit: CleanupAudit(audit), options: options)
            return await run.perform(printed.report(options.output.format, options.mode))
        }
    }

    @Test func `a run in which all went well is a success`() async throws {
        let bench = Bench()
        bench.account.add("old", expiresAt: Self.past)
        bench.account.add("lost", expiresAt: nil)
        #expect(try await bench.perform() == .success)
        #expect(bench.account.roleNames == ["user_lost"])
        #expect(bench.printed.errors.isEmpty)
        #expect(try await bench.perform("--orphans") == .success)
        #expect(bench.account.roleNames.isEmpty)
    }

    @Test func `a run in which a role could not be removed says so and tells why`() async throws {
        let bench = Bench { operation, _ in operation == "DeleteRole" ? (409, "DeleteConflict:words of AWS") : nil }
        bench.account.add("old", expiresAt: Self.past)
        #expect(try await bench.perform() == .someFailed)
        #expect(bench.printed.errors == ["old: AWS refused iam:DeleteRole: DeleteConflict: words of AWS"])
    }

    @Test func `what a run took away, and what it could not, is in the audit log`() async throws {
        var bench = Bench { operation, world in
            operation == "DeleteRole" && world.roles["user_stuck"] != nil ? (409, "DeleteConflict:words of AWS") : nil
        }
        let records = Recorder<String>()
        // A file that can't be written: what is done anyway goes to standard error.
        bench.audit = AuditLog(path: "/nowhere/audit.log") { records.record($0) }
        bench.account.add("new", expiresAt: nil)
        bench.account.add("old", expiresAt: Self.past)
        #expect(try await bench.perform() == .success)
        #expect(try await bench.perform("--orphans", "--dry-run") == .success)
        let role = "arn:aws:iam::123456789012:role/user-role/user_"
        func record(_ action: String, _ name: String, _ result: String, _ facts: String) -> String {
            #""id":"clean-roles","caller":"clean-roles","action":"\#(action)","subject":"\#(role)\#(name)","result":"\#(result)","facts":{\#(facts)}"#
        }
        #expect(records.values.count == 1)
        #expect(records.values[0].contains(record("remove-role", "old", "done", #""reason":"expired","user":"old""#)))
        #expect(try await bench.perform("--orphans") == .success)
        #expect(records.values.count == 2)
        #expect(records.values[1].contains(record("remove-role", "new", "done", #""reason":"orphaned","user":"new""#)))
        bench.account.add("stuck", expiresAt: Self.past)
        #expect(try await bench.perform() == .someFailed)
        #expect(
            records.values[2].contains(
                record(
                    "remove-role", "stuck", "failed",
                    #""reason":"expired","user":"stuck","detail":"AWS refused iam:DeleteRole: DeleteConflict: words of AWS""#
                )))
    }

    @Test(arguments: ["Scan", "UpdateItem", "ListUsers"])
    func `a run that cannot read or lease what it needs is told as unavailable`(operation: String) async throws {
        let bench = Bench { called, world in
            // The first update takes the run's own lease.
            called == operation && (called != "UpdateItem" || world.table.items["#clean-roles"] == nil)
                ? (403, "AccessDenied") : nil
        }
        bench.account.add("used", expiresAt: Int(Date.distantFuture.timeIntervalSince1970))
        #expect(try await bench.perform() == .unavailable)
        #expect(bench.printed.errors.count == 1)
        #expect(bench.printed.errors.first?.hasPrefix("AWS refused ") == true)
        #expect(bench.account.roleNames == ["user_used"])
    }

    @Test func `a run beside another one does nothing and says so`() async throws {
        let bench = Bench()
        bench.account.add("old", expiresAt: Self.past)
        bench.account.with { world in
            world.table.items["#clean-roles"] = [
                "username": .s("#clean-roles"), "lease_owner": .s("another"),
                "lease_until": .n(Int(Date().timeIntervalSince1970) + 20),
            ]
        }
        #expect(try await bench.perform() == .tryAgain)
        #expect(bench.printed.errors == ["another run is under way; nothing was done"])
        #expect(bench.account.roleNames == ["user_old"])
        // A dry run takes no lease.
        #expect(try await bench.perform("--dry-run") == .success)
    }

    @Test func `a run that was asked to stop says that it is to be continued`() async throws {
        let bench = Bench()
        bench.account.add("old", expiresAt: Self.past)
        bench.stop.request()
        #expect(try await bench.perform() == .tryAgain)
        #expect(bench.printed.errors == ["stopped before the end; the next run goes on"])
        #expect(bench.account.roleNames == ["user_old"])
    }

    @Test func `metrics that cannot be written are told of and leave the status as it is`() async throws {
        let bench = Bench()
        bench.account.add("old", expiresAt: Self.past)
        #expect(try await bench.perform("--metrics-file", "/nowhere/x.prom") == .success)
        #expect(bench.printed.errors == ["--metrics-file /nowhere/x.prom can't be written: No such file or directory"])
        #expect(bench.account.roleNames.isEmpty)
    }
}
