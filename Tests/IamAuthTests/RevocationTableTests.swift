import AWS
import Concurrency
import FastCGI
import Formats
import FoundationEssentials
import HTTPTypes
import IdentityProofs
import Problems
import Secrets
import Testing
import Transport
import WebTestSupport

@testable import FakeAWS
@testable import iam_auth

@Suite(.timeLimit(.minutes(1))) struct RevocationTableTests {
    private func table(_ account: FakeAccount) throws -> RevocationTable {
        RevocationTable(table: "latchkey-tokens", seal: .usual, dynamoDB: DynamoDB(try account.client()))
    }

    private func add(_ text: String, to table: RevocationTable, at now: Date = ManualClock.start) async throws -> Bool {
        let target = try #require(RevocationTarget(text))
        return try await table.change(at: now) { $0.add(target, at: Int(now.timeIntervalSince1970)) }.hadOne
    }

    private func record(_ table: RevocationTable) async throws -> RevocationRecord? {
        guard case .record(let record) = try await table.read() else { return nil }
        return record
    }

    @Test func `revocations are added one to another`() async throws {
        let table = try table(FakeAccount())
        let texts = [
            "AIDAEXAMPLE0000000001", "arn:aws:iam::123456789012:user/alice",
            "arn:aws:sts::123456789012:assumed-role/deploy/*",
        ]
        for (number, text) in texts.enumerated() { #expect(try await add(text, to: table) == (number > 0)) }
        let found = try #require(try await record(table)).list
        #expect(Set(found.entries.keys.map(\.text)) == Set(texts))
        #expect(Set(found.entries.values) == [1_700_000_000])
        // Before the first one there was no record, and nobody knows why.
        #expect(found.floor == 1_700_000_000)
    }

    @Test func `a change between reading and writing isn't lost`() async throws {
        let other = try #require(RevocationTarget("AIDAEXAMPLE0000000009"))
        let item = RevocationSeal.usual.sealing(
            RevocationRecord(list: RevocationList([other: 1_700_000_000]), version: 7).item)
        let account = FakeAccount { operation, world in
            guard operation == "UpdateItem", world.tokensTable.items["revocations"] == nil else { return nil }
            world.tokensTable.items["revocations"] = item.merging(["id": .s("revocations")]) { $1 }
            return nil
        }
        let table = try table(account)
        #expect(try await add("AIDAEXAMPLE0000000001", to: table))
        #expect(try await record(table)?.list.entries.count == 2)
    }

    @Test func `versions grow, also where two changes are made in one second`() async throws {
        let table = try table(FakeAccount())
        var versions: [Int] = []
        for number in 0..<3 {
            _ = try await add("AIDAEXAMPLE000000000\(number)", to: table)
            versions.append(try #require(try await record(table)).version)
        }
        #expect(versions == [1_700_000_000, 1_700_000_001, 1_700_000_002])
    }

    @Test(arguments: ["version", "floor", "revoked_at", "ended", "owners", "seal"])
    func `a record of which anything was changed isn't believed`(attribute: String) async throws {
        let account = FakeAccount()
        let table = try table(account)
        _ = try await add("AIDAEXAMPLE0000000001", to: table)
        for value: AttributeValue? in [nil, .n(1), .s("x"), .m([:]), .m(["AIDAEXAMPLE0000000001": .n(1)])] {
            let isSame = account.with { world -> Bool in
                let before = world.tokensTable.items["revocations"]?[attribute]
                world.tokensTable.items["revocations"]?[attribute] = value
                return before == value
            }
            guard !isSame else { continue }
            guard case .foreign = try await table.read() else {
                Issue.record("\(attribute) \(value.debugDescription)")
                return
            }
            // Whoever was signed in is not any more, and the record is ours again.
            #expect(try await !add("AIDAEXAMPLE0000000002", to: table, at: ManualClock.start + 60))
            let list = try #require(try await record(table)).list
            #expect(list.floor == 1_700_000_060 && list.entries.count == 1)
        }
    }

    @Test func `a record that is older than one that was seen isn't believed`() async throws {
        let account = FakeAccount()
        let table = try table(account)
        _ = try await add("AIDAEXAMPLE0000000001", to: table)
        let seen = try #require(try await record(table)).version
        let change = try await table.change(since: seen + 1, at: ManualClock.start) { _ in }
        #expect(!change.hadOne && change.record.version > seen)
    }

    @Test func `no record is told apart from an empty one`() async throws {
        guard case .nothing = try await table(FakeAccount()).read() else {
            Issue.record("there is one")
            return
        }
    }
}

extension RevocationSeal {
    /// The seal of the tests.
    static let usual = RevocationSeal(secret: Secret(String(repeating: "k", count: 32)))
}
