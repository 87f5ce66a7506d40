package import AWS
package import FoundationEssentials

/// What DynamoDB keeps of one user's mirrored role: himeko's three attributes and Latchkey's own.
///
/// | attribute | type | meaning |
/// |---|---|---|
/// | `username` | S | the IAM user's name; the table's hash key |
/// | `role_arn` | S | the role |
/// | `expires_at` | N | when `clean-roles` may remove it, seconds since 1970; every login pushes it on |
/// | `synced_at` | N | when the role was last known to equal the plan; absent while it is being changed |
/// | `changed_at` | N | when the role was last made or its trust policy changed, which AWS needs time to spread |
/// | `plan` | S | the fingerprint of the plan it was synced to |
/// | `user_id` | S | the unique ID of the IAM user whom the role was made for: another of the same name has another |
/// | `user_digest` | S | the digest of that user as the role was synced to it; a login that finds another one syncs |
/// | `lease_owner`, `lease_until` | S, N | who changes the role now, and until when nobody else may |
/// | `revoked_at` | N | sessions that began before are shut out of the role |
/// | `leased_at` | N | when the lease was last taken or given back |
package struct RoleRecord: Sendable, Equatable {
    package var userName: String
    package var roleARN: String
    package var expiresAt: Date
    package var syncedAt: Date?
    package var changedAt: Date?
    package var plan: String?
    package var userID: String?
    package var userDigest: String?
    package var leaseOwner: String?
    package var leaseUntil: Date?
    package var leasedAt: Date?
    package var revokedAt: Date?
}

extension RoleRecord {
    /// Reads an item; nil when it lacks one of himeko's attributes.
    package init?(item: [String: AttributeValue]) {
        guard let userName = item["username"]?.string, let roleARN = item["role_arn"]?.string,
            let expiresAt = item["expires_at"]?.date
        else { return nil }
        self.init(
            userName: userName, roleARN: roleARN, expiresAt: expiresAt, syncedAt: item["synced_at"]?.date,
            changedAt: item["changed_at"]?.date, plan: item["plan"]?.string, userID: item["user_id"]?.string,
            userDigest: item["user_digest"]?.string, leaseOwner: item["lease_owner"]?.string,
            leaseUntil: item["lease_until"]?.date, leasedAt: item["leased_at"]?.date,
            revokedAt: item["revoked_at"]?.date)
    }
}

extension RoleRecord {
    /// By how much the nodes' clocks may differ, in seconds: a time further ahead is that of a clock that was wrong.
    static let clockTolerance: TimeInterval = 5

    /// Whether another node may have changed the role after `start`.
    package func isTouched(since start: Date) -> Bool {
        leaseOwner != nil || leasedAt.map { $0 > start - Self.clockTolerance } ?? false
    }
}

extension Date {
    /// Whether this is less than `interval` ago, and not to come.
    package func isWithin(_ interval: TimeInterval, before now: Date) -> Bool {
        (-RoleRecord.clockTolerance..<interval).contains(now.timeIntervalSince(self))
    }
}

extension AttributeValue {
    /// A time in whole seconds since 1970, as DynamoDB's own time to live counts.
    static func date(_ date: Date) -> AttributeValue {
        .n(Int(date.timeIntervalSince1970.rounded(.down)))
    }

    /// Nil where it is none, or outside of the years 1970 to 9999: DynamoDB's numbers go up to 1e126.
    fileprivate var date: Date? {
        guard case .n(let text) = self, let seconds = Double(text), (0..<253_402_300_800).contains(seconds) else {
            return nil
        }
        return Date(timeIntervalSince1970: seconds)
    }
}
