package import AWS
package import FoundationEssentials

/// Leases on roles: taken, renewed and given back.
extension RoleRecordTable {
    /// Takes the lease on a user's role, and makes the record if there is none. The role isn't current for anybody until
    /// `finish` is called. After a crash the record stays: the next login repairs the role, and `clean-roles` finds it.
    ///
    /// Sessions that began before `revoking` are shut out of the role; nil changes nothing about sessions.
    package func acquire(
        _ userName: String, roleARN: ARN, lease: Lease, now: Date, expiresAt: Date, revoking: Date? = nil
    ) async throws(AWSError) -> Acquisition {
        var update = "SET role_arn = :role_arn, expires_at = :expires_at, expiry_seal = :expiry_seal, "
        var values = expiryValues(userName, roleARN, expiresAt)
        if let revoking {
            update += "revoked_at = :revoked_at, "
            values[":revoked_at"] = .date(revoking)
        }
        return try await acquire(userName, update, lease: lease, now: now, if: nil, values: values)
    }

    /// Takes the lease on a role that has a record, to remove both. With `expiredBefore`, only if the record still says
    /// that it expired before that time.
    package func acquireForRemoval(
        _ userName: String, lease: Lease, now: Date, expiredBefore: Date?
    ) async throws(AWSError) -> Acquisition {
        try await acquire(
            userName, "SET ", lease: lease, now: now,
            if: expiredBefore == nil ? "attribute_exists(username)" : "expires_at < :expired_before",
            values: expiredBefore.map { [":expired_before": .date($0)] } ?? [:])
    }

    /// Takes the lease on a role that no record names, to remove it while no login uses it. Where the user has no record,
    /// this makes an item, which is deleted at the end. An item left by a crash isn't a role record, and blocks nobody once
    /// its lease expires.
    package func acquireForOrphan(
        _ userName: String, roleARN: ARN, lease: Lease, now: Date
    ) async throws(AWSError) -> Acquisition {
        try await acquire(
            userName, "SET ", lease: lease, now: now,
            if: "(attribute_not_exists(role_arn) OR role_arn <> :role_arn)",
            values: [":role_arn": .s(roleARN.description)])
    }

    /// The values of a role and of when it may be removed, with their code.
    func expiryValues(_ userName: String, _ roleARN: ARN, _ expiresAt: Date) -> Item {
        let (roleARN, expiresAt) = (AttributeValue.s(roleARN.description), AttributeValue.date(expiresAt))
        let code = code(for: .expiry, of: userName, ["role_arn": roleARN, "expires_at": expiresAt])
        return [":role_arn": roleARN, ":expires_at": expiresAt, ":expiry_seal": code]
    }

    private func acquire(
        _ userName: String, _ update: String, lease: Lease, now: Date, if further: String?,
        values: [String: AttributeValue]
    ) async throws(AWSError) -> Acquisition {
        let before = try await self.update(
            userName,
            update + "lease_owner = :owner, lease_until = :until, leased_at = :now REMOVE synced_at",
            if: further.map { "\(Self.isFree) AND \($0)" } ?? Self.isFree,
            values: values.merging(Self.values(lease, now: now)) { $1 }, returning: .allOld)
        guard let before else { return .held }
        return .acquired(before: record(before))
    }

    /// Makes the lease last longer, if it is still the caller's.
    ///
    /// - Returns: whether it was.
    package func renew(_ userName: String, lease: Lease) async throws(AWSError) -> Bool {
        try await update(
            userName, "SET lease_until = :until", if: "lease_owner = :owner",
            values: [":owner": .s(lease.owner), ":until": .date(lease.until)]) != nil
    }

    /// Gives the lease back after a failure. The record stays, and the role isn't current. This has seconds of its own,
    /// even when the failure is that the request's time is over.
    package func release(_ userName: String, lease: Lease, now: Date) async throws(AWSError) {
        _ = try await withTimeOfItsOwn.update(
            userName, "SET leased_at = :now REMOVE lease_owner, lease_until", if: "lease_owner = :owner",
            values: [":owner": .s(lease.owner), ":now": .date(now)])
    }

    /// The condition under which a lease may be taken: there is none, it is the caller's own, it has expired, or it would
    /// last longer than any lease does, so that its owner's clock was wrong.
    static let isFree = """
        (attribute_not_exists(lease_owner) OR lease_owner = :owner OR NOT (lease_until BETWEEN :now AND :longest))
        """

    /// The values of ``isFree``, and of a lease that is taken.
    static func values(_ lease: Lease, now: Date) -> Item {
        // AWS refuses the signatures of a clock that is further ahead than five minutes.
        [
            ":now": .date(now), ":owner": .s(lease.owner), ":until": .date(lease.until),
            ":longest": .date(lease.until + 300),
        ]
    }
}
