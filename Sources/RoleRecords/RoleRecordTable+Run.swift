package import AWS
package import FoundationEssentials

/// The lease by which one `clean-roles` runs at a time.
extension RoleRecordTable {
    /// The key of its item. No user is called so, as `#` is in no IAM name; and without `role_arn` and `expires_at` the item
    /// is no role record, to Latchkey and himeko alike.
    package static let runKey = "#clean-roles"

    /// Takes the lease; false when another holds it.
    package func acquireRun(_ lease: Lease, now: Date) async throws(AWSError) -> Bool {
        try await update(
            Self.runKey, "SET lease_owner = :owner, lease_until = :until, leased_at = :now",
            if: Self.isFree, values: Self.values(lease, now: now)) != nil
    }
}
