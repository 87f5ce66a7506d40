import AWS
import FoundationEssentials
import Testing

@testable import RoleRecords

@Suite struct RoleRecordTests {
    private func item(expiresAt: String, leaseUntil: String = "1") -> Item {
        [
            "username": .s("alice"), "role_arn": .s("arn:aws:iam::123456789012:role/r"), "expires_at": .n(expiresAt),
            "lease_until": .n(leaseUntil),
        ]
    }

    @Test func `a time that no calendar has is none`() throws {
        let record = try #require(RoleRecord(item: item(expiresAt: "1800000000.5", leaseUntil: "1e125")))
        #expect(record.expiresAt == Date(timeIntervalSince1970: 1_800_000_000.5))
        #expect(record.leaseUntil == nil)
        for time in ["1e125", "-1e125", "-1", "253402300800", "nan", "inf", "", "x"] {
            #expect(RoleRecord(item: item(expiresAt: time)) == nil, "\(time)")
        }
    }
}
