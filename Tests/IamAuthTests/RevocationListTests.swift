import AWS
import IdentityProofs
import Testing

@testable import iam_auth

@Suite struct RevocationListTests {
    private func session(
        _ issued: Int, of arn: String = "arn:aws:iam::123456789012:user/alice", _ id: String = "AIDAEXAMPLE0000000001",
        expires: Int? = nil
    ) throws -> Session {
        let identity = try #require(ARN(arn).flatMap { IAMIdentity(arn: $0, userID: id) })
        return Session(ProvenIdentity(identity), issued: issued, expires: expires ?? issued + 600)
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
        #expect(list.ends(try session(900)) == ends)
    }

    @Test func `a session that began later goes on, with a margin for clocks`() throws {
        let list = RevocationList([try target("AIDAEXAMPLE0000000001"): 1_000])
        #expect(list.ends(try session(1_000)))
        #expect(list.ends(try session(1_005)))
        #expect(!list.ends(try session(1_006)))
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
        let (short, long) = (try session(1_000, expires: 2_000), try session(1_000, expires: 1_000_000))
        list.end(short)
        list.end(long)
        list.dropOld(at: 1_000 + RevocationList.lifetime)
        #expect(list.entries.count == 1 && !list.ends(short) && list.ends(long))
    }

    @Test func `logging out ends that session alone`() throws {
        let (one, other) = (try session(1_000), try session(1_000))
        var list = RevocationList()
        list.end(one)
        #expect(list.ends(one) && !list.ends(other))
        var merged = RevocationList()
        merged.merge(list)
        merged.merge(RevocationList())
        #expect(merged.ends(one) && !merged.ends(other))
    }

    @Test func `all sessions that began before a moment are over, and the moment never goes back`() throws {
        var list = RevocationList()
        list.endAll(before: 1_000)
        list.endAll(before: 500)
        list.merge(RevocationList(floor: 700))
        #expect(list.ends(try session(999)))
        #expect(!list.ends(try session(1_000)))
    }

    @Test func `nobody fills the list, and no ended session comes back`() throws {
        let others = try (0..<RevocationList.maximumEndedCountOfOne).map { number in
            try session(1_000, of: "arn:aws:iam::123456789012:user/u\(number)", "AIDAEXAMPLE\(number)", expires: 1_100)
        }
        var list = RevocationList()
        for other in others { list.end(other) }
        // Whoever may assume a role chooses the name of the session.
        let own = try (0..<3 * RevocationList.maximumEndedCountOfOne).map { number in try deploy(1_000 + number) }
        let (early, late) = (try deploy(1_050), try deploy(1_299))
        for session in own { list.end(session) }
        #expect(others.allSatisfy(list.ends) && own.allSatisfy(list.ends))
        #expect(list.ended.count == 2 * RevocationList.maximumEndedCountOfOne)
        // One moment stands for those that began first, and ends what the role began before it.
        #expect(list.owners == [early.id.owner: 1_199])
        #expect(list.ends(early) && !list.ends(late))
        #expect(!list.ends(early.proven.identity, since: 1_050))
        list.dropOld(at: 1_199 + RevocationList.lifetime)
        #expect(list.owners.isEmpty)
    }

    private func deploy(_ issued: Int) throws -> Session {
        try session(
            issued, of: "arn:aws:sts::123456789012:assumed-role/deploy/n\(issued)", "AROAEXAMPLE:n\(issued)",
            expires: 90_000 - issued)
    }

    @Test func `a session that was logged out first of hundreds stays so on every node and in the table`() throws {
        let first = try deploy(1_000)
        var (one, other) = (RevocationList(), RevocationList())
        one.end(first)
        other.merge(one)
        for number in 0..<RevocationList.maximumEndedCountOfOne { other.end(try deploy(1_001 + number)) }
        one.merge(other)
        let record = RevocationSeal.usual.sealing(RevocationRecord(list: one, version: 1).item)
        let read = try #require(RevocationRecord(record, seal: .usual)).list
        #expect(read == one && one == other)
        #expect(one.ended.count == RevocationList.maximumEndedCountOfOne && one.ends(first))
    }

    @Test func `of everybody together no more are kept than fit into the table, and all stay ended`() throws {
        var list = RevocationList()
        let count = RevocationList.maximumEndedCount + RevocationList.maximumOwnerCount + 50
        let sessions = try (0..<count).map { number in
            try session(
                1_000 + number, of: "arn:aws:iam::123456789012:user/u\(number)", "AIDAEXAMPLE\(number)", expires: 9_000)
        }
        let lifetimes = sessions.map { ($0.id, EndedSession(began: $0.issued, expires: $0.expires)) }
        list.merge(RevocationList(ended: Dictionary(uniqueKeysWithValues: lifetimes)))
        #expect(list.ended.count == RevocationList.maximumEndedCount)
        #expect(list.owners.count == RevocationList.maximumOwnerCount && list.floor == 1_050)
        #expect(sessions.allSatisfy(list.ends))
        // Who proved it later stays in.
        #expect(!list.ends(try session(1_050)))
    }

}
