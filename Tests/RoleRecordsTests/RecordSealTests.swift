import AWS
import Secrets
import Testing

@testable import FakeAWS
@testable import RoleRecords

@Suite struct RecordSealTests {
    private let item: Item = [
        "username": .s("alice"), "role_arn": .s(TableBench.roleARN), "expires_at": .n(1_800_000_000),
        "synced_at": .n(1_700_000_000), "plan": .s("p"), "user_id": .s("AIDA"), "user_digest": .s("d"),
    ]

    @Test func `a sealed record says when it was synced and when it expires`() throws {
        let record = try #require(RoleRecord(item: RecordSeal.usual.sealing(item), seal: .usual))
        #expect(record.syncedAt != nil && record.plan == "p" && record.userID == "AIDA" && record.userDigest == "d")
        #expect(record.hasSealedExpiry)
    }

    @Test(arguments: ["username", "role_arn", "synced_at", "plan", "user_id", "user_digest"])
    func `a record of which anything was changed tells nothing of its sync`(attribute: String) throws {
        var sealed = RecordSeal.usual.sealing(item)
        sealed[attribute] = attribute == "synced_at" ? .n(1_700_000_001) : .s("other")
        let record = try #require(RoleRecord(item: sealed, seal: .usual))
        #expect(record.syncedAt == nil && record.plan == nil && record.userID == nil && record.userDigest == nil)
    }

    @Test(arguments: ["username", "role_arn", "expires_at"])
    func `a record of which anything was changed doesn't say for certain when it expires`(attribute: String) throws {
        var sealed = RecordSeal.usual.sealing(item)
        sealed[attribute] = attribute == "expires_at" ? .n(1) : .s("other")
        #expect(try #require(RoleRecord(item: sealed, seal: .usual)).hasSealedExpiry == false)
    }

    @Test func `a record without a code, with that of another part or under another secret isn't sealed`() throws {
        let sealed = RecordSeal.usual.sealing(item)
        var swapped = sealed
        (swapped["sync_seal"], swapped["expiry_seal"]) = (sealed["expiry_seal"], sealed["sync_seal"])
        let foreign = RecordSeal(secret: Secret(String(repeating: "x", count: 32))).sealing(item)
        for other in [item, swapped, foreign] {
            let record = try #require(RoleRecord(item: other, seal: .usual))
            #expect(record.syncedAt == nil && !record.hasSealedExpiry)
        }
    }

    /// An independent computation: Python's hmac, of the JSON that the documentation of the table describes.
    @Test func `a code is the HMAC of a JSON array under the derived key`() {
        #expect(
            RecordSeal.usual.code(
                for: .expiry, of: ["username": .s("alice"), "role_arn": .s("r"), "expires_at": .n(5)])
                == .s("020275abc4ec9f66a08597a9b9ec89e34cfa9bdb5cea6b36389ad4c22fcf3b5d"))
    }
}
