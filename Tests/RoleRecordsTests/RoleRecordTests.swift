import AWS
import FoundationEssentials
import Testing

@testable import FakeAWS
@testable import RoleRecords

@Suite struct RoleRecordTests {
    private let now = TableBench.start

    private func item(_ changes: [String: AttributeValue?] = [:]) -> Item {
        var item: Item = [
            "username": .s("alice"), "role_arn": .s(TableBench.roleARN), "expires_at": .n("1800000000"),
        ]
        for (attribute, value) in changes { item[attribute] = value }
        return item
    }

    @Test func `a record is read from all of its attributes`() throws {
        let further: Item = [
            "synced_at": .n(1), "changed_at": .n(2), "plan": .s("p"), "user_id": .s("AIDA"), "user_digest": .s("d"),
            "lease_owner": .s("o"), "lease_until": .n(3), "leased_at": .n(4), "revoked_at": .n(5), "other": .s("x"),
        ]
        func date(_ seconds: TimeInterval) -> Date { Date(timeIntervalSince1970: seconds) }
        let record = RoleRecord(
            userName: "alice", roleARN: TableBench.roleARN, expiresAt: date(1_800_000_000), hasSealedExpiry: true,
            syncedAt: date(1),
            changedAt: date(2), plan: "p", userID: "AIDA", userDigest: "d", leaseOwner: "o", leaseUntil: date(3),
            leasedAt: date(4), revokedAt: date(5))
        #expect(RoleRecord(item: RecordSeal.usual.sealing(item(further)), seal: .usual) == record)
    }

    @Test func `a record may have himeko's attributes alone`() throws {
        let record = try #require(RoleRecord(item: item(), seal: .usual))
        #expect(record.syncedAt == nil && record.plan == nil && record.leaseOwner == nil)
    }

    @Test(arguments: ["username", "role_arn", "expires_at"])
    func `an item without one of himeko's attributes is no record`(
        attribute: String
    ) {
        #expect(RoleRecord(item: item([attribute: nil]), seal: .usual) == nil)
        #expect(RoleRecord(item: item([attribute: .null]), seal: .usual) == nil)
    }

    @Test func `a time that no calendar has is none`() throws {
        let record = try #require(
            RoleRecord(item: item(["expires_at": .n("1800000000.5"), "lease_until": .n("1e125")]), seal: .usual))
        #expect(record.expiresAt == Date(timeIntervalSince1970: 1_800_000_000.5))
        #expect(record.leaseUntil == nil)
        for time in ["1e125", "-1e125", "-1", "253402300800", "nan", "inf", "", "x"] {
            #expect(RoleRecord(item: item(["expires_at": .n(time)]), seal: .usual) == nil, "\(time)")
        }
    }

    @Test func `times are written in whole seconds`() {
        #expect(AttributeValue.date(Date(timeIntervalSince1970: 1_700_000_000.9)) == .n("1700000000"))
    }

    @Test func `a role that somebody has the lease on may have been changed`() throws {
        let record = try #require(RoleRecord(item: item(["lease_owner": .s("other")]), seal: .usual))
        #expect(record.isTouched(since: now + 3_600))
    }

    @Test(arguments: [(-4.0, true), (0, true), (10, true), (-6, false), (-3_600, false)])
    func `a role may have been changed since a time if its lease was moved after it`(
        offset: TimeInterval, isTouched: Bool
    ) throws {
        let record = try #require(RoleRecord(item: item(["leased_at": .date(now + offset)]), seal: .usual))
        #expect(record.isTouched(since: now) == isTouched)
        #expect(try #require(RoleRecord(item: item(), seal: .usual)).isTouched(since: now) == false)
    }

    @Test(arguments: [(0.0, true), (-59, true), (-60, false), (-3_600, false), (5, true), (6, false)])
    func `a time is recent if it is less than an interval ago and hardly ahead`(offset: TimeInterval, isRecent: Bool) {
        #expect((now + offset).isWithin(60, before: now) == isRecent)
    }
}
