import AWS
import Testing

@testable import FakeAWS
@testable import RoleMirror

@Suite struct TagDifferenceTests {
    private func tags(_ count: Int) -> [AWS.Tag] {
        (100..<100 + count).map { AWS.Tag(key: "tag\($0)", value: "") }
    }

    /// To remove the old spelling of a key would remove the new one with it.
    @Test(
        arguments: [
            (("team", "blue"), [("Team", "blue")], []),
            (("team", "blue"), [("Team", "red")], ["tag Team"]),
            (("team", "blue"), [("Floor", "3")], ["tag Floor", "untag team"]),
            (("team", "Caf\u{e9}"), [("team", "Cafe\u{301}")], ["tag team"]),
            (("Caf\u{e9}", "1"), [("Cafe\u{301}", "1")], ["tag Cafe\u{301}", "untag Caf\u{e9}"]),
            (("aws:servicecatalog:x", "1"), [("team", "blue")], ["tag team"]),
        ] as [((String, String), [(String, String)], [String])])
    func `keys are compared without regard to case and values byte for byte`(
        held: (String, String), planned: [(String, String)], expected: [String]
    ) throws {
        let difference = TagDifference(
            from: [AWS.Tag(key: held.0, value: held.1)], to: planned.map { AWS.Tag(key: $0.0, value: $0.1) })
        let words = difference.all.flatMap { change -> [String] in
            switch change {
            case .tag(let tags): tags.map { "tag \($0.key)" }
            case .untag(let keys): keys.map { "untag \($0)" }
            default: ["\(change)"]
            }
        }
        func bytes(_ texts: [String]) -> [[UInt8]] { texts.sorted().map { Array($0.utf8) } }
        #expect(bytes(words) == bytes(expected))
    }

    @Test(arguments: [0, 1, 49, 50])
    func `a role has a tag of Latchkey's own where there is room for it`(count: Int) throws {
        let plan = try RolePlan.make(tags: tags(count))
        #expect(plan.tags.count == count)
        #expect(plan.roleTags.count == min(50, count + 1))
        #expect(plan.roleTags.contains(plan.mark) == (count < 50))
    }

    @Test func `Latchkey's own tag takes the place of one that the user has`() throws {
        let plan = try RolePlan.make(tags: [AWS.Tag(key: "Latchkey:Mirror", value: "AIDABOB/bob")])
        #expect(plan.roleTags == [AWS.Tag(key: "latchkey:mirror", value: "AIDAALICE/alice")])
    }

    @Test func `Latchkey's own tag goes in one call with others, and alone as a mark`() throws {
        let mark = AWS.Tag.mirror(of: try .make())
        let planned = tags(1) + [mark]
        let both = TagDifference(from: [], to: planned)
        #expect(both.all == [.tag(planned)])
        #expect(both.mark == nil)
        let alone = TagDifference(from: tags(1), to: planned)
        #expect(alone.all.isEmpty)
        #expect(alone.mark == .tag([mark]))
        #expect(TagDifference(from: nil, to: planned).mark == nil)
        let former = tags(49) + [AWS.Tag(key: "latchkey:mirror", value: "true")]
        #expect(TagDifference(from: former, to: tags(49) + [mark]).mark == .tag([mark]))
    }

    @Test func `new tags come late where a role has no room for them beside the old`() throws {
        let old = RoleModel(of: try .make(tags: tags(49)))
        #expect(old.tags.count == 50)
        let plan = try RolePlan.make(tags: tags(50))
        let changes = ChangeSet(from: try old.snapshot(), to: plan, quotas: .usual)
        #expect(changes.stages == [[.untag(["latchkey:mirror"])], [.tag([try #require(tags(50).last)])]])
        #expect(old.applying(changes) == RoleModel(of: plan))
    }
}
