import AWS
import FoundationEssentials
import IAMPolicy
import Synchronization
import Testing

@testable import FakeAWS
@testable import RoleMirror

@Suite(.timeLimit(.minutes(1)))
struct RoleWriterTests {
    private let roleName = RoleName("user_alice")

    @Test func `every kind of change leads from one plan to another`() async throws {
        let bench = try MirrorBench()
        let (a, b) = (try policyARN("a"), try policyARN("b"))
        let personal =
            #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"a/${aws:username}"}}"#
        bench.account.with { world in
            world.policies = [a.description: ["v1"], b.description: ["v1"]]
            world.policyDocuments = [a.description: UserSnapshot.document(of: a), b.description: personal]
        }
        let first = try RolePlan.make(
            inline: [.make("Deny", "iam:*")], managed: [a], tags: [AWS.Tag(key: "k", value: "1")])
        let second = try RolePlan.make(
            inline: [.make("Allow", "s3:*")], boundary: b, tags: [AWS.Tag(key: "l", value: "2")],
            documents: [b: personal])
        let name = try #require(roleName)
        for plan in [first, second] {
            let managed = ManagedPolicyReader(iam: bench.iam, cache: bench.cache.documents, start: bench.clock.now)
            let snapshot = try await bench.reader.roles.snapshot(of: userName("alice"), managed)
            let changes = ChangeSet(from: snapshot, to: plan, quotas: .usual)
            try await bench.writer.apply(changes.stages + changes.closingStages, to: name, under: nil)
        }
        let role = try #require(bench.role)
        #expect(role.attached.isEmpty)
        #expect(role.boundary == second.permissionsBoundary?.description)
        #expect(role.tags == ["l": "2", "latchkey:mirror": "AIDAALICE/alice"])
        #expect(role.inline == ["latchkey-allow": try #require(second.inlinePolicies[.allow]).minified])
        let own = try #require(second.permissionsBoundary)
        #expect(bench.account.with { $0.policyDocuments[own.description] } == second.ownPolicies[own]?.minified)
    }

    @Test func `no stage begins once the lease is no longer held`() async throws {
        let time = Mutex<ManualClock?>(nil)
        let bench = try MirrorBench { operation, _ in
            if operation == "TagRole" { time.withLock { $0?.advance(RoleLease.duration) } }
            return nil
        }
        time.withLock { $0 = bench.clock }
        bench.account.add("alice", expiresAt: nil)
        let lease = try await bench.lease()
        let stages: [[RoleChange]] = [
            [.tag([AWS.Tag(key: "k", value: "v")])], [.putInline(.allow, .denyingEverything)],
        ]
        let error = await #expect(throws: RoleMirrorError.self) {
            try await bench.writer.apply(stages, to: #require(roleName), under: lease.held)
        }
        guard case .roleBusy = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(bench.role?.tags["k"] == "v")
        #expect(bench.account.with { !$0.operations.contains("PutRolePolicy") })
    }

    @Test func `what is gone already counts as deleted and detached`() async throws {
        let bench = try MirrorBench()
        bench.account.add("alice", expiresAt: nil, inline: [])
        let name = try #require(roleName)
        let changes: [RoleChange] = [
            .deleteInline(name: InlinePolicyName.allow.policyName), .detach(try policyARN("a")),
            .deletePolicy(try policyARN("a")),
        ]
        try await bench.writer.apply([changes], to: name, under: nil)
    }

    @Test func `a policy that IAM doesn't know yet is attached a second later`() async throws {
        let bench = try MirrorBench { operation, world in
            operation == "AttachRolePolicy" && world.operations.count(where: { $0 == operation }) == 1
                ? (404, "NoSuchEntity") : nil
        }
        bench.account.add("alice", expiresAt: nil, inline: [])
        bench.account.with { $0.policies["arn:aws:iam::123456789012:policy/late"] = ["v1"] }
        try await bench.writer.apply([[.attach(policyARN("late"))]], to: #require(roleName), under: nil)
        #expect(bench.role?.attached == ["arn:aws:iam::123456789012:policy/late"])
    }

    @Test(arguments: [true, false])
    func `a policy is made to say what it should although an answer was lost`(isCarriedOut: Bool) async throws {
        let bench = try MirrorBench { operation, world in
            let call = world.calls.last?.form ?? [:]
            guard operation == "CreatePolicyVersion", world.operations.count(where: { $0 == operation }) == 1 else {
                return nil
            }
            if isCarriedOut { _ = world.answer(operation, call) }
            return (500, "ServiceFailure")
        }
        let own = try arn("arn:aws:iam::123456789012:policy/user-role/latchkey-x")
        bench.account.with { world in
            world.policies[own.description] = ["v1"]
            world.policyDocuments[own.description] = #"{"Statement":[]}"#
        }
        let document = PolicyDocument.denyingEverything.minified
        try await bench.writer.apply([[.resetPolicy(own, document: document)]], to: #require(roleName), under: nil)
        #expect(bench.account.with { $0.policyDocuments[own.description] } == document)
        let writes = bench.account.with { $0.operations.count(where: { $0 == "CreatePolicyVersion" }) }
        #expect(writes == (isCarriedOut ? 1 : 2))
    }

    @Test func `a policy of Latchkey's own that is there already is made to say what it should`() async throws {
        let bench = try MirrorBench()
        let own = try arn("arn:aws:iam::123456789012:policy/user-role/latchkey-x")
        let document = PolicyDocument.denyingEverything.minified
        bench.account.with { world in
            world.policies[own.description] = ["v1"]
            world.policyDocuments[own.description] = #"{"Statement":[]}"#
        }
        let name = try #require(roleName)
        try await bench.writer.apply([[.createPolicy(own, document: document)]], to: name, under: nil)
        #expect(bench.account.with { $0.policyDocuments[own.description] } == document)
        // A policy that has this document already is not written to.
        let operations = try await bench.operations {
            try await bench.writer.apply([[.resetPolicy(own, document: document)]], to: name, under: nil)
        }
        #expect(operations.writes.isEmpty)
        // A policy with two versions can be deleted too.
        try await bench.writer.apply([[.deletePolicy(own)]], to: name, under: nil)
        #expect(bench.account.with { $0.policies.isEmpty })
    }
}
