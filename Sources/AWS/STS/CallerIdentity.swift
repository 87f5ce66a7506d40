/// Who has signed a request.
package struct CallerIdentity: Sendable, Hashable {
    package var account: AccountID
    /// The ARN of an IAM user, or of a session: `arn:aws:sts::123456789012:assumed-role/role/session`.
    package var arn: ARN
    /// The unique ID; for a session `AROA…:session`.
    package var userID: String

    package init(account: AccountID, arn: ARN, userID: String) {
        self.account = account
        self.arn = arn
        self.userID = userID
    }

    init(_ response: QueryResponse) throws(AWSError) {
        account = try response.value("Account")
        arn = try response.value("Arn")
        userID = try response.text("UserId")
    }
}
