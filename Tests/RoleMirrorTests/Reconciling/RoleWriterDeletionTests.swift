import AWS
import FoundationEssentials
import IAMPolicy
import MirrorTestSupport
import Synchronization
import Testing

@testable import FakeAWS
@testable import RoleMirror

@Suite(.timeLimit(.minutes(1)))
struct RoleWriterDeletionTests {
    private let roleARN = "arn:aws:iam::123456789012:role/user-role/user_alice"

    private func delete(
        _ bench: MirrorBench, by writer: RoleWriter? = nil, under lease: RoleLease? = nil
    ) async throws -> ARN? {
        let lease = if let lease { lease } else { try await bench.lease() }
        let claim = RoleClaim(of: try userName("alice"), record: nil, naming: .usual)
        return try await (writer ?? bench.writer).deleteRole(arn(roleARN), by: claim, under: lease.held)
    }

    @Test func `a role is emptied Allows first and planned Denies last`() throws {
        let names = ["latchkey-allow", "latchkey-deny", "old"].compactMap { PolicyName($0) }
        let stages = RoleWriter.emptying(inline: names, attached: [try policyARN("a")])
        #expect(stages.map(\.count) == [1, 1, 2, 1])
        #expect(stages.first == [.deleteInline(name: InlinePolicyName.allow.policyName)])
        #expect(stages[1] == [.putInline(.deny, .denyingEverything)])
        #expect(stages.last == [.deleteInline(name: InlinePolicyName.deny.policyName)])
    }

    @Test func `no Deny of everything is needed for a single policy that may hold both`() throws {
        #expect(
            RoleWriter.emptying(inline: [], attached: [try policyARN("a")]) == [[.detach(try policyARN("a"))]])
    }

    @Test func `a role goes with the policies of Latchkey's own and leaves others`() async throws {
        let bench = try MirrorBench()
        let own = "arn:aws:iam::123456789012:policy/user-role/latchkey-own"
        let other = "arn:aws:iam::123456789012:policy/other"
        bench.account.add("alice", expiresAt: nil, attached: [own, other])
        bench.account.with { $0.policies = [own: ["v1", "v2"], other: ["v1"]] }
        let lease = try await bench.lease()
        #expect(try await delete(bench, under: lease) == arn(roleARN))
        #expect(bench.account.roleNames.isEmpty)
        #expect(bench.account.with { Array($0.policies.keys) } == [other])
        #expect(try await delete(bench, under: lease) == nil)
    }

    @Test func `a role whose deletion was carried out without an answer counts as deleted`() async throws {
        let bench = try MirrorBench { operation, world in
            guard operation == "DeleteRole" else { return nil }
            // IAM knows no path of a role that isn't there, so that the permission to delete it doesn't apply.
            return world.roles.removeValue(forKey: "user_alice") == nil
                ? (403, "AccessDenied") : (500, "ServiceFailure")
        }
        bench.account.add("alice", expiresAt: nil)
        let writer = bench.writer
        #expect(try await delete(bench, by: writer) == arn(roleARN))
        #expect(try writer.removed.arns == [arn(roleARN)])
    }

    @Test func `a role that may not be deleted is no deleted role`() async throws {
        let bench = try MirrorBench { operation, _ in operation == "DeleteRole" ? (403, "AccessDenied") : nil }
        bench.account.add("alice", expiresAt: nil)
        let writer = bench.writer
        let error = await #expect(throws: RoleMirrorError.self) {
            try await delete(bench, by: writer)
        }
        #expect(error?.awsError?.isAccessDenied == true && writer.removed.arns.isEmpty)
    }

    @Test func `a role of the same name at another path stays`() async throws {
        let bench = try MirrorBench()
        bench.account.with { $0.roles["user_alice"] = .init(arn: "arn:aws:iam::123456789012:role/user_alice") }
        let lease = try await bench.lease()
        var deleted: ARN?
        let operations = try await bench.operations { deleted = try await delete(bench, under: lease) }
        #expect(deleted == nil)
        #expect(operations.writes.isEmpty)
    }

    @Test func `a role that nothing marks as Latchkey's stays`() async throws {
        let bench = try MirrorBench()
        bench.account.add("alice", expiresAt: nil)
        bench.account.with { $0.roles["user_alice"]?.tags = [:] }
        let lease = try await bench.lease()
        let operations = try await bench.operations {
            let error = await #expect(throws: RoleMirrorError.self) { _ = try await delete(bench, under: lease) }
            guard case .foreignRole(try arn(roleARN)) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
        #expect(operations.writes.isEmpty)
    }

    @Test func `the largest policy gives way to the Deny of everything where no further one fits`() async throws {
        let bench = try MirrorBench { operation, world in
            guard operation == "PutRolePolicy" else { return nil }
            let name = world.calls.last?.form["PolicyName"] ?? ""
            return world.roles["user_alice"]?.inline[name] == nil ? (409, "LimitExceeded") : nil
        }
        bench.account.add("alice", expiresAt: nil, inline: [])
        bench.account.with { world in
            for name in ["a", "b", "c"] {
                world.roles["user_alice"]?.inline[name] =
                    UserSnapshot.Inline.make(
                        "Allow", name == "b" ? "s3:GetObject" : "s3:*"
                    ).document
            }
        }
        #expect(try await delete(bench) == arn(roleARN))
        let put = bench.account.with { world in world.calls.last { $0.operation == "PutRolePolicy" }?.form["PolicyName"]
        }
        #expect(put == "b")
        let last = bench.account.with { world in
            world.calls.last { $0.operation == "DeleteRolePolicy" }?.form["PolicyName"]
        }
        #expect(last == "b")
    }

    @Test func `a role whose lease is lost on the way is not deleted`() async throws {
        let time = Mutex<ManualClock?>(nil)
        let bench = try MirrorBench { operation, _ in
            if operation == "DeleteRolePolicy" { time.withLock { $0?.advance(RoleLease.duration) } }
            return nil
        }
        time.withLock { $0 = bench.clock }
        bench.account.add("alice", expiresAt: nil)
        let lease = try await bench.lease()
        let error = await #expect(throws: RoleMirrorError.self) {
            _ = try await delete(bench, under: lease)
        }
        guard case .roleBusy = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(bench.account.roleNames == ["user_alice"])
    }
}
