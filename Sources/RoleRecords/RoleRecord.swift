package import AWS
package import FoundationEssentials

/// What DynamoDB keeps about one user's mirrored role. The first three attributes are himeko's, the others Latchkey's.
///
/// | attribute | type | meaning |
/// |---|---|---|
/// | `username` | S | the IAM user's name; the table's hash key |
/// | `role_arn` | S | the role |
/// | `expires_at` | N | when `clean-roles` may remove the role; every login extends it |
/// | `synced_at` | N | when the role was last known to equal the plan; absent while the role is being changed |
/// | `changed_at` | N | when the role was last created or its trust policy changed, which takes AWS time to apply everywhere |
/// | `plan` | S | the fingerprint of the plan that the role was synced to |
/// | `user_id` | S | the unique ID of the IAM user that the role was made for; a later user with the same name has another |
/// | `user_digest` | S | the digest of that user at the last sync; a login that finds another digest syncs |
/// | `lease_owner`, `lease_until` | S, N | who may change the role now, and until when nobody else may |
/// | `revoked_at` | N | sessions that began before this time are shut out of the role |
/// | `leased_at` | N | when the lease was last taken or given back |
/// | `sync_seal`, `expiry_seal` | S | what shows that Latchkey wrote the attributes before the lease's; see ``RecordSeal`` |
///
/// Numbers are seconds since 1970.
package struct RoleRecord: Sendable, Equatable {
    package var userName: String
    package var roleARN: String
    package var expiresAt: Date
    /// Whether ``expiresAt`` is Latchkey's word. It isn't in himeko's records, nor where somebody else wrote it.
    package var hasSealedExpiry: Bool
    /// Nil also where Latchkey didn't write it, and with it ``plan``, ``userID`` and ``userDigest``.
    package var syncedAt: Date?
    package var changedAt: Date?
    package var plan: String?
    package var userID: String?
    package var userDigest: String?
    package var leaseOwner: String?
    package var leaseUntil: Date?
    package var leasedAt: Date?
    package var revokedAt: Date?

    /// By how much the clocks of two nodes may differ, in seconds. A time that lies further ahead comes from a clock that
    /// was wrong.
    static let clockTolerance: TimeInterval = 5

    /// Whether another node may have changed the role after `start`.
    package func isTouched(since start: Date) -> Bool {
        leaseOwner != nil || leasedAt.map { $0 > start - Self.clockTolerance } ?? false
    }
}

extension RoleRecord {
    /// Reads an item; nil if it lacks one of himeko's attributes. What should be sealed and isn't is left out.
    package init?(item: [String: AttributeValue], seal: RecordSeal) {
        guard let userName = item["username"]?.string, let roleARN = item["role_arn"]?.string,
            let expiresAt = item["expires_at"]?.date
        else { return nil }
        let synced = item["synced_at"] != nil && seal.holds(.sync, of: item) ? item : [:]
        self.init(
            userName: userName, roleARN: roleARN, expiresAt: expiresAt,
            hasSealedExpiry: seal.holds(.expiry, of: item), syncedAt: synced["synced_at"]?.date,
            changedAt: item["changed_at"]?.date, plan: synced["plan"]?.string, userID: synced["user_id"]?.string,
            userDigest: synced["user_digest"]?.string, leaseOwner: item["lease_owner"]?.string,
            leaseUntil: item["lease_until"]?.date, leasedAt: item["leased_at"]?.date,
            revokedAt: item["revoked_at"]?.date)
    }
}
