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

    @Test func `nobody fills the list, and nobody pushes out the ended sessions of others`() throws {
        let others = try (0..<RevocationList.maximumEndedCountOfOne).map { number in
            try session(1_000, of: "arn:aws:iam::123456789012:user/u\(number)", "AIDAEXAMPLE\(number)", expires: 1_100)
        }
        var list = RevocationList()
        for other in others { list.end(other) }
        // Whoever may assume a role chooses the name of the session.
        let own = try (0..<3 * RevocationList.maximumEndedCountOfOne).map { number in
            try session(
                1_000, of: "arn:aws:sts::123456789012:assumed-role/deploy/n\(number)", "AROAEXAMPLE:n\(number)",
                expires: 2_000 + number)
        }
        for session in own { list.end(session) }
        #expect(others.allSatisfy(list.ends))
        #expect(own.count(where: list.ends) == RevocationList.maximumEndedCountOfOne)
        // Those that would have ended last are kept.
        #expect(list.ends(own[own.count - 1]) && !list.ends(own[0]))
    }

    @Test func `of everybody together no more are kept than fit into the table`() throws {
        var list = RevocationList()
        var ended: [SessionID: Int] = [:]
        for number in 0..<RevocationList.maximumEndedCount + 50 {
            let session = try session(
                1_000, of: "arn:aws:iam::123456789012:user/u\(number)", "AIDAEXAMPLE\(number)", expires: 2_000 + number)
            ended[session.id] = session.expires
        }
        list.merge(RevocationList(ended: ended))
        #expect(list.ended.count == RevocationList.maximumEndedCount && list.ended.values.min() == 2_050)
    }

    @Test(arguments: [
        "", "*", "alice", "arn:*", "arn:aws:iam::123456789012", "AIDA", "aidaexample0000000001",
        "AIDA EXAMPLE0000000001",
    ])
    func `what names no principal is refused`(text: String) {
        #expect(RevocationTarget(text) == nil)
    }
}
