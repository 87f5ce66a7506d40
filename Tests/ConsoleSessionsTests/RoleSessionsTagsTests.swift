import AWS
import FoundationEssentials
import IAMPolicy
import Testing

@testable import ConsoleSessions
@testable import FakeAWS
@testable import RoleMirror

@Suite(.timeLimit(.minutes(1)))
struct RoleSessionsTagsTests {
    @Test
    func `a session tag gives way to the user's tag with the same key in any case, and so does its transitive key`()
        async throws
    {
        let bench = try SessionBench(tags: ["Department": "Research"])
        for _ in 0..<2 {
            try await bench.open(tags: ["dePartment": "Sales", "Floor": "3"], transitive: ["Department", "floor"])
            #expect(bench.sessionTags == ["Floor": "3"])
            #expect(bench.transitiveKeys == ["floor"])
        }
    }

    @Test func `a session tag that says the same as the user's tag, byte for byte, is passed on`() async throws {
        let bench = try SessionBench(tags: ["Department": "Caf\u{e9}"])
        try await bench.open(tags: ["department": "Caf\u{e9}"], transitive: ["Department", "Absent"])
        #expect(bench.sessionTags == ["department": "Caf\u{e9}"])
        #expect(bench.transitiveKeys == ["Department"])
        try await bench.open(tags: ["department": "Cafe\u{301}"])
        #expect(bench.sessionTags == [:])
    }

    @Test func `a contradicting session tag isn't passed on by a login that makes or changes the role`() async throws {
        let bench = try SessionBench()
        let tags = ["Department": "Sales"]
        try await bench.open(tags: tags)
        bench.account.with { world in
            world.users["alice"] = ["Department": "Research"]
            world.table.items["alice"]?["synced_at"] = .n(0)
            world.table.items["alice"]?["changed_at"] = .n(0)
        }
        try await bench.open(tags: tags)
        #expect(bench.sessionTags == [:])
    }

    @Test func `the preview tells what becomes of each session tag`() async throws {
        let bench = try SessionBench(tags: ["Department": "Research"])
        let words = try await bench.preview(tags: ["department": "Sales", "Floor": "3"]).plan.findings.map(\.words)
        #expect(words.contains { $0.contains("“department”") && $0.contains("isn't passed") })
        #expect(words.contains { $0.contains("“Floor”") && $0.contains("aws:PrincipalTag") })
        #expect(try await bench.preview().plan.findings.map(\.words) == Finding.ofEveryRole.map(\.words))
    }
}
