package import AWS
package import FoundationEssentials

/// The lease by which one `clean-roles` runs at a time.
extension RoleRecords {
    /// The key of its item. No user is called so, as `#` is in no IAM name; and without `role_arn` and `expires_at` the item
    /// is no role record, to Latchkey and himeko alike.
    package static let runKey = "#clean-roles"

    /// Takes the lease; false when another holds it.
    package func acquireRun(_ lease: Lease, now: Date) async throws(AWSError) -> Bool {
        try await update(
            Self.runKey, "SET lease_owner = :owner, lease_until = :until, leased_at = :now",
            if: "attribute_not_exists(lease_owner) OR lease_until < :now OR lease_owner = :owner",
            values: [":now": .date(now), ":owner": .s(lease.owner), ":until": .date(lease.until)]) != nil
    }
}
