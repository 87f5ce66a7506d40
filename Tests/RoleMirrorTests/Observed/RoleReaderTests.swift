import AWS
import FoundationEssentials
import IAMPolicy
import Testing

@testable import FakeAWS
@testable import RoleMirror

@Suite(.timeLimit(.minutes(1)))
struct RoleReaderTests {
    private func snapshot(_ bench: MirrorBench) async throws -> RoleSnapshot? {
        let managed = ManagedPolicyReader(iam: bench.iam, cache: bench.cache.documents, start: bench.clock.now)
        return try await bench.reader.roles.snapshot(of: userName("alice"), managed)
    }

    @Test func `a role is read with its policies, and the boundary's document only where it is Latchkey's own`()
        async throws
    {
        let bench = try MirrorBench()
        let (p, own, other) = (
            "arn:aws:iam::123456789012:policy/p", "arn:aws:iam::123456789012:policy/user-role/latchkey-own",
            "arn:aws:iam::123456789012:policy/other"
        )
        bench.account.add("alice", expiresAt: nil, inline: ["x"], attached: [p])
        bench.account.with { world in
            world.policies = [p: ["v1"], own: ["v1"], other: ["v1"]]
            world.policyDocuments = [p: "p", own: "own", other: "other"]
            world.roles["user_alice"]?.boundary = own
        }
        let found = try #require(await snapshot(bench))
        #expect(found.inlinePolicies.keys.map(\.description) == ["x"])
        #expect(found.attachedPolicies == [try arn(p)])
        #expect(found.documents == [try arn(p): "p", try arn(own): "own"])
        bench.account.with { $0.roles["user_alice"]?.boundary = other }
        #expect(try await snapshot(bench)?.documents == [try arn(p): "p"])
    }

    @Test func `there is nothing to read where there is no role, and writing nothing finds that out`() async throws {
        let bench = try MirrorBench()
        var found: RoleSnapshot?
        let operations = try await bench.operations { found = try await snapshot(bench) }
        #expect(found == nil)
        #expect(operations.writes.isEmpty)
    }

    @Test func `a role is found whatever the case of its name, and only where it is Latchkey's`() async throws {
        let bench = try MirrorBench()
        bench.account.add("Case.Person", expiresAt: nil)
        bench.account.with { $0.roles["user_bob"] = .init(arn: "arn:aws:iam::123456789012:role/user_bob", path: "/") }
        let roles = bench.reader.roles
        #expect(try await roles.role(of: userName("case.person"))?.roleName.description == "user_Case.Person")
        #expect(try await roles.role(of: userName("bob")) == nil)
        #expect(try await roles.role(of: userName("nobody")) == nil)
    }

    @Test func `the pages of all roles leave out those that aren't Latchkey's`() async throws {
        let bench = try MirrorBench()
        for name in ["a", "b"] { bench.account.add(name, expiresAt: nil) }
        bench.account.with { $0.roles["admin"] = .init(arn: "arn:aws:iam::123456789012:role/user-role/admin") }
        var pages = bench.reader.roles.all()
        var names: [String] = []
        while let page = try await pages.next() { names += page.map(\.roleName.description) }
        #expect(names == ["user_a", "user_b"])
    }

    @Test func `policies that don't exist are told from those that do`() async throws {
        let bench = try MirrorBench()
        bench.account.with { $0.policies["arn:aws:iam::123456789012:policy/there"] = ["v1"] }
        let missing = try await bench.reader.roles.missing(of: [policyARN("there"), policyARN("gone")])
        #expect(missing == [try policyARN("gone")])
    }
}
