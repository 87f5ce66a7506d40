package import AWS

/// Who Latchkey itself is to AWS: the principal that mirrored roles trust, and the account that they are in.
package struct BrokerIdentity: Sendable, Equatable {
    package var account: AccountID
    package var partition: Partition
    /// The user or role whose credentials Latchkey has.
    package var principal: ARN

    /// Takes the ARN of a user or role as it is; nil when it names no account.
    package init?(principal: ARN) {
        guard let account = principal.accountID, let partition = Partition(rawValue: principal.partition) else {
            return nil
        }
        self.account = account
        self.partition = partition
        self.principal = principal
    }

    /// Takes an answer of `sts:GetCallerIdentity`. For a session this is its role, as the session ends and the role stays.
    /// The answer doesn't tell a role's path: for a role that has one, the ARN has to be configured.
    package init?(_ identity: CallerIdentity) {
        let arn = identity.arn
        guard arn.service == "sts", arn.resource.hasPrefix("assumed-role/") else {
            self.init(principal: arn)
            return
        }
        let parts = arn.resource.split(separator: "/")
        guard parts.count == 3,
            let role = ARN("arn:\(arn.partition):iam::\(identity.account):role/\(parts[1])")
        else { return nil }
        self.init(principal: role)
    }
}
