package import AWS
package import FoundationEssentials

/// The role records in DynamoDB. What two nodes must agree on is settled by the conditions here.
///
/// Every write may be sent twice: its condition holds again for the one who has made it.
package struct RoleRecordTable: Sendable {
    package let table: String
    private let dynamoDB: DynamoDB
    private let recordsPerPage: Int

    /// - Parameters:
    ///   - table: the table's name.
    ///   - dynamoDB: where it is.
    ///   - recordsPerPage: how many records each page of a scan looks at: some 100 KB, where DynamoDB's own bound is 1 MB.
    package init(table: String, dynamoDB: DynamoDB, recordsPerPage: Int = 400) {
        self.table = table
        self.dynamoDB = dynamoDB
        self.recordsPerPage = recordsPerPage
    }

    /// The record as it is now, read consistently.
    package func get(_ userName: String) async throws(AWSError) -> RoleRecord? {
        try await dynamoDB.getItem(table: table, key: key(userName), consistentRead: true)
            .flatMap(RoleRecord.init(item:))
    }

    /// The records that expired before `date`, from a scan of the whole table.
    package func expired(before date: Date) -> RecordPages {
        RecordPages(
            table: table,
            filter: Expression(
                "expires_at < :date AND attribute_exists(role_arn)", values: [":date": .date(date)]),
            recordsPerPage: recordsPerPage, dynamoDB: dynamoDB)
    }

    /// All records.
    package func all() -> RecordPages {
        RecordPages(
            table: table, filter: Expression("attribute_exists(role_arn)"), recordsPerPage: recordsPerPage,
            dynamoDB: dynamoDB)
    }

    // MARK: Logging in

    /// Pushes the expiry on and returns the record, if the role is known and current: it is the role expected, in
    /// nobody's hands, unexpired, and was synced after `freshSince`, but not in times to come. Otherwise changes nothing
    /// and returns nil.
    package func touch(
        _ userName: String, roleARN: ARN, now: Date, expiresAt: Date, freshSince: Date
    ) async throws(AWSError) -> RoleRecord? {
        try await update(
            userName, "SET expires_at = :expires_at",
            if: """
                role_arn = :role_arn AND synced_at > :fresh_since AND synced_at < :later AND expires_at > :now \
                AND attribute_not_exists(lease_owner)
                """,
            values: [
                ":role_arn": .s(roleARN.description), ":fresh_since": .date(freshSince), ":now": .date(now),
                ":later": .date(now + RoleRecord.clockTolerance), ":expires_at": .date(expiresAt),
            ],
            returning: .allNew
        ).flatMap(RoleRecord.init(item:))
    }

    // MARK: Changing a role

    /// Takes the lease on a user's role, making the record if there is none: from here to ``finish`` the role is not
    /// current for anybody, and a crash leaves a record that the next login mends and `clean-roles` finds.
    package func acquire(
        _ userName: String, roleARN: ARN, lease: Lease, now: Date, expiresAt: Date, revoking: Date? = nil
    ) async throws(AWSError) -> Acquisition {
        var update = "SET role_arn = :role_arn, expires_at = :expires_at, "
        var values: Item = [":role_arn": .s(roleARN.description), ":expires_at": .date(expiresAt)]
        if let revoking {
            update += "revoked_at = :revoked_at, "
            values[":revoked_at"] = .date(revoking)
        }
        return try await acquire(userName, update, lease: lease, now: now, if: nil, values: values)
    }

    /// Takes the lease on an existing record whose role is to be removed; with `expiredBefore` only if it is still expired.
    package func acquireForRemoval(
        _ userName: String, lease: Lease, now: Date, expiredBefore: Date?
    ) async throws(AWSError) -> Acquisition {
        try await acquire(
            userName, "SET ", lease: lease, now: now,
            if: expiredBefore == nil ? "attribute_exists(username)" : "expires_at < :expired_before",
            values: expiredBefore.map { [":expired_before": .date($0)] } ?? [:])
    }

    /// Takes the lease on a role that its user's record doesn't tell of, which keeps logins away from it. Where there is no
    /// record, deleting the item ends it: what a crash leaves is none, and in nobody's way once the lease has lapsed.
    package func acquireForOrphan(
        _ userName: String, roleARN: ARN, lease: Lease, now: Date
    ) async throws(AWSError) -> Acquisition {
        try await acquire(
            userName, "SET ", lease: lease, now: now,
            if: "(attribute_not_exists(role_arn) OR role_arn <> :role_arn)",
            values: [":role_arn": .s(roleARN.description)])
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
        return .acquired(before: RoleRecord(item: before))
    }

    /// Whether a lease may be taken: nobody has one, or it is the taker's own, or over, or longer than any that is given,
    /// as of a clock that was wrong.
    static let isFree = """
        (attribute_not_exists(lease_owner) OR lease_owner = :owner OR NOT (lease_until BETWEEN :now AND :longest))
        """

    /// The values of ``isFree``, and of a lease that is taken.
    static func values(_ lease: Lease, now: Date) -> Item {
        // No clock is further ahead that AWS takes signatures by.
        [
            ":now": .date(now), ":owner": .s(lease.owner), ":until": .date(lease.until),
            ":longest": .date(lease.until + 300),
        ]
    }

    /// Makes the lease last longer, if it is still ours; tells whether it was.
    package func renew(_ userName: String, lease: Lease) async throws(AWSError) -> Bool {
        try await update(
            userName, "SET lease_until = :until", if: "lease_owner = :owner",
            values: [":owner": .s(lease.owner), ":until": .date(lease.until)]) != nil
    }

    /// Gives the lease back with the role synced to `plan`, which was made for `user`.
    ///
    /// - Returns: whether the lease was still ours; if not, somebody else is at work on the role, and it is not current.
    package func finish(
        _ user: User, lease: Lease, now: Date, syncedAt: Date, plan: String, changedAt: Date?
    ) async throws(AWSError) -> Bool {
        var values: [String: AttributeValue] = [
            ":now": .date(now), ":synced_at": .date(syncedAt), ":plan": .s(plan), ":owner": .s(lease.owner),
            ":user_id": .s(user.userID),
            ":user_digest": .s(user.digest),
        ]
        if let changedAt { values[":changed_at"] = .date(changedAt) }
        return try await update(
            user.userName.description,
            "SET synced_at = :synced_at, leased_at = :now, #plan = :plan, user_id = :user_id, "
                + "user_digest = :user_digest"
                + (changedAt == nil ? "" : ", changed_at = :changed_at") + " REMOVE lease_owner, lease_until",
            if: """
                lease_owner = :owner \
                OR (attribute_not_exists(lease_owner) AND synced_at = :synced_at AND #plan = :plan)
                """,
            names: ["#plan": "plan"], values: values) != nil
    }

    /// Gives the lease back after a failure, also where that was the end of the request's time; the record stays, not
    /// current.
    package func release(_ userName: String, lease: Lease, now: Date) async throws(AWSError) {
        let lasting = RoleRecordTable(table: table, dynamoDB: dynamoDB.with(deadline: .now + .seconds(5)))
        _ = try await lasting.update(
            userName, "SET leased_at = :now REMOVE lease_owner, lease_until", if: "lease_owner = :owner",
            values: [":owner": .s(lease.owner), ":now": .date(now)])
    }

    /// Has the next login look at the role again.
    ///
    /// - Returns: whether it will; not yet while somebody holds the lease, who is going to say that the role is current.
    package func distrust(_ userName: String) async throws(AWSError) -> Bool {
        let lasting = RoleRecordTable(table: table, dynamoDB: dynamoDB.with(deadline: .now + .seconds(5)))
        let isDone = try await lasting.update(
            userName, "REMOVE synced_at", if: "attribute_exists(role_arn) AND attribute_not_exists(lease_owner)",
            values: [:])
        if isDone != nil { return true }
        guard let record = try await lasting.get(userName) else { return true }
        return record.leaseOwner == nil && record.syncedAt == nil
    }

    /// Deletes the record if the lease on it is ours.
    package func delete(_ userName: String, lease: Lease) async throws(AWSError) {
        do throws(AWSError) {
            try await dynamoDB.deleteItem(
                table: table, key: key(userName),
                condition: Expression("lease_owner = :owner", values: [":owner": .s(lease.owner)]))
        } catch  where error.code == .conditionalCheckFailedException {
            // Somebody else took the lease since: the record is theirs.
        }
    }

    // MARK: The table

    private func key(_ userName: String) -> Item { ["username": .s(userName)] }

    /// The attributes asked for, or nil when the condition doesn't hold and nothing was changed.
    func update(
        _ userName: String, _ update: String, if condition: String, names: [String: String] = [:],
        values: [String: AttributeValue], returning: ReturnValues = .none
    ) async throws(AWSError) -> Item? {
        do throws(AWSError) {
            return try await dynamoDB.updateItem(
                table: table, key: key(userName), update: Expression(update, names: names, values: values),
                condition: Expression(condition), returnValues: returning, idempotency: .idempotent) ?? [:]
        } catch  where error.code == .conditionalCheckFailedException {
            return nil
        }
    }
}
