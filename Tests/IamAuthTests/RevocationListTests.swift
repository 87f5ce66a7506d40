import AWS
import IdentityProofs
import Testing

@testable import iam_auth

@Suite struct RevocationListTests {
    private func identity(_ arn: String, _ id: String) throws -> IAMIdentity {
        try #require(ARN(arn).flatMap { IAMIdentity(arn: $0, userID: id) })
    }

    private func target(_ text: String) throws -> RevocationTarget { try #require(RevocationTarget(text)) }

    @Test(arguments: [
        ("arn:aws:iam::123456789012:user/alice", true), ("arn:aws:iam::123456789012:user/Alice", true),
        ("arn:aws:iam::123456789012:user/*", true), ("arn:aws:iam::123456789012:user/alic", false),
        ("arn:aws:iam::123456789012:role/alice", false), ("AIDAEXAMPLE0000000001", true),
        ("AIDAEXAMPLE0000000002", false),
    ])
    func `a revocation ends the sessions of whom it names`(text: String, ends: Bool) throws {
        let list = RevocationList([try target(text): 1_000])
        #expect(
            list.ends(try identity("arn:aws:iam::123456789012:user/alice", "AIDAEXAMPLE0000000001"), issued: 900)
                == ends)
    }

    @Test func `a session that began later goes on, with a margin for clocks`() throws {
        let list = RevocationList([try target("AIDAEXAMPLE0000000001"): 1_000])
        let alice = try identity("arn:aws:iam::123456789012:user/alice", "AIDAEXAMPLE0000000001")
        #expect(list.ends(alice, issued: 1_000))
        #expect(list.ends(alice, issued: 1_005))
        #expect(!list.ends(alice, issued: 1_006))
    }

    @Test func `a later revocation moves on, and none is taken back`() throws {
        let target = try target("AIDAEXAMPLE0000000001")
        var list = RevocationList()
        list.add(target, at: 1_000)
        list.add(target, at: 900)
        #expect(list.entries == [target: 1_000])
        list.merge(RevocationList())
        list.merge(RevocationList([target: 500]))
        #expect(list.entries == [target: 1_000])
        list.merge(RevocationList([target: 2_000]))
        #expect(list.entries == [target: 2_000])
    }

    @Test func `what can't end a session any more is dropped`() throws {
        var list = RevocationList([try target("AIDAEXAMPLE0000000001"): 1_000])
        list.add(try target("AIDAEXAMPLE0000000002"), at: 1_000 + RevocationList.lifetime)
        #expect(list.entries.count == 1)
    }

    @Test(arguments: [
        "", "*", "alice", "arn:*", "arn:aws:iam::123456789012", "AIDA", "aidaexample0000000001",
        "AIDA EXAMPLE0000000001",
    ])
    func `what names no principal is refused`(text: String) {
        #expect(RevocationTarget(text) == nil)
    }
}
