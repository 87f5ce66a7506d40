package import AWS
package import FoundationEssentials

/// Whether a role is known to equal its user.
extension RoleRecordTable {
    /// Extends the expiry of a role that is current, so that a login needs no sync. Changes nothing when the role isn't
    /// current: when it is another role, has expired, is being changed by somebody, or was last synced before `freshSince`
    /// or in the future.
    ///
    /// - Returns: the record; nil when the role isn't current.
    package func touch(
        _ userName: String, roleARN: ARN, now: Date, expiresAt: Date, freshSince: Date
    ) async throws(AWSError) -> RoleRecord? {
        var values = expiryValues(userName, roleARN, expiresAt)
        values[":fresh_since"] = .date(freshSince)
        values[":now"] = .date(now)
        values[":later"] = .date(now + RoleRecord.clockTolerance)
        return try await update(
            userName, "SET expires_at = :expires_at, expiry_seal = :expiry_seal",
            if: """
                role_arn = :role_arn AND synced_at > :fresh_since AND synced_at < :later AND expires_at > :now \
                AND attribute_not_exists(lease_owner)
                """,
            values: values, returning: .allNew
        ).flatMap(record)
    }

    /// Ends a sync: gives the lease back and says that the role now equals `plan`, which was made for `user`.
    ///
    /// - Returns: whether the lease was still the caller's. If not, another node is changing the role, and it isn't current.
    package func finish(
        _ user: User, roleARN: ARN, lease: Lease, now: Date, syncedAt: Date, plan: String, changedAt: Date?
    ) async throws(AWSError) -> Bool {
        let userName = user.userName.description
        let synced: Item = [
            "synced_at": .date(syncedAt), "plan": .s(plan), "user_id": .s(user.userID), "user_digest": .s(user.digest),
        ]
        var values = Dictionary(synced.map { (":\($0.key)", $0.value) }) { $1 }
        values[":sync_seal"] = code(
            for: .sync, of: userName, synced.merging(["role_arn": .s(roleARN.description)]) { $1 })
        values[":changed_at"] = changedAt.map(AttributeValue.date)
        values.merge([":now": .date(now), ":owner": .s(lease.owner)]) { $1 }
        return try await update(
            userName,
            "SET synced_at = :synced_at, leased_at = :now, #plan = :plan, user_id = :user_id, "
                + "user_digest = :user_digest, sync_seal = :sync_seal"
                + (changedAt == nil ? "" : ", changed_at = :changed_at") + " REMOVE lease_owner, lease_until",
            if: """
                lease_owner = :owner \
                OR (attribute_not_exists(lease_owner) AND synced_at = :synced_at AND #plan = :plan)
                """,
            names: ["#plan": "plan"], values: values) != nil
    }

    /// Makes the next login look at the role again. This has seconds of its own, even when the request's time is over.
    ///
    /// - Returns: whether the next login will. It may not while somebody holds the lease, who may yet call the role current.
    package func distrust(_ userName: String) async throws(AWSError) -> Bool {
        let table = withTimeOfItsOwn
        let isDone = try await table.update(
            userName, "REMOVE synced_at", if: "attribute_exists(role_arn) AND attribute_not_exists(lease_owner)",
            values: [:])
        if isDone != nil { return true }
        guard let record = try await table.get(userName) else { return true }
        return record.leaseOwner == nil && record.syncedAt == nil
    }
}
