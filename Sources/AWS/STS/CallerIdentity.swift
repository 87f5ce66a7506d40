/// Who signs our requests.
package struct CallerIdentity: Sendable, Hashable {
    package var account: AccountID
    /// Of an IAM user, or of a session: `arn:aws:sts::123456789012:assumed-role/role/session`.
    package var arn: ARN
    /// The unique ID; of a session `AROA…:session`.
    package var userID: String

    package init(account: AccountID, arn: ARN, userID: String) {
        self.account = account
        self.arn = arn
        self.userID = userID
    }
}
