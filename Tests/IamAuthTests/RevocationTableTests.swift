import AWS
import Concurrency
import FastCGI
import Formats
import FoundationEssentials
import HTTPTypes
import IdentityProofs
import Problems
import Testing
import Transport
import WebTestSupport

@testable import FakeAWS
@testable import iam_auth

@Suite(.timeLimit(.minutes(1))) struct RevocationTableTests {
    private func table(_ account: FakeAccount) throws -> RevocationTable {
        return RevocationTable(table: "latchkey-tokens", dynamoDB: DynamoDB(try account.client()))
    }

    @Test func `revocations are added one to another`() async throws {
        let table = try table(FakeAccount())
        let texts = [
            "AIDAEXAMPLE0000000001", "arn:aws:iam::123456789012:user/alice",
            "arn:aws:sts::123456789012:assumed-role/deploy/*",
        ]
        for text in texts { try await table.add(try #require(RevocationTarget(text)), at: ManualClock.start) }
        let found = try await table.list().entries
        #expect(Set(found.keys.map(\.text)) == Set(texts))
        #expect(Set(found.values) == [1_700_000_000])
    }

    @Test func `a change between reading and writing isn't lost`() async throws {
        let account = FakeAccount { operation, world in
            guard operation == "UpdateItem", world.tokensTable.items["revocations"] == nil else { return nil }
            world.tokensTable.items["revocations"] = [
                "id": .s("revocations"), "version": .n(7),
                "revoked_at": .m(["AIDAEXAMPLE0000000009": .n(1_700_000_000)]),
            ]
            return nil
        }
        let table = try table(account)
        try await table.add(try #require(RevocationTarget("AIDAEXAMPLE0000000001")), at: ManualClock.start)
        #expect(try await table.list().entries.count == 2)
    }

    @Test func `entries of another form are left out`() async throws {
        let account = FakeAccount()
        let table = try table(account)
        account.with {
            $0.tokensTable.items["revocations"] = [
                "id": .s("revocations"), "version": .n(1),
                "revoked_at": .m(["AIDAEXAMPLE0000000001": .n(5), "alice": .n(5), "AIDAEXAMPLE0000000002": .s("5")]),
            ]
        }
        let found = try await table.list().entries
        #expect(found.map(\.key.text) == ["AIDAEXAMPLE0000000001"], "\(found) \(account.with { $0.tokensTable.items })")
    }

    @Test func `no record means no revocation`() async throws {
        #expect(try await table(FakeAccount()).list() == RevocationList())
    }
}
