package import AWS
package import FoundationEssentials

/// The lease that lets one `clean-roles` run at a time.
extension RoleRecordTable {
    /// The key of the lease's item. No IAM user can have this name, as `#` isn't allowed in it. The item has neither
    /// `role_arn` nor `expires_at`, so neither Latchkey nor himeko takes it for a role record.
    package static let runKey = "#clean-roles"

    /// Takes the lease; false when another run holds it.
    package func acquireRun(_ lease: Lease, now: Date) async throws(AWSError) -> Bool {
        try await update(
            Self.runKey, "SET lease_owner = :owner, lease_until = :until, leased_at = :now",
            if: Self.isFree, values: Self.values(lease, now: now)) != nil
    }
}
