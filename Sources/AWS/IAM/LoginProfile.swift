package import FoundationEssentials

/// That a user has a password for the console.
package struct LoginProfile: Sendable, Hashable {
    package var userName: UserName
    /// Whether the user has to set another password at the next sign-in.
    package var passwordResetRequired: Bool
    /// When the user was given a password first.
    package var createDate: Date?

    package init(userName: UserName, passwordResetRequired: Bool = false, createDate: Date? = nil) {
        self.userName = userName
        self.passwordResetRequired = passwordResetRequired
        self.createDate = createDate
    }

    init(_ response: QueryResponse) throws(AWSError) {
        userName = try response.value("UserName")
        passwordResetRequired = response.optionalText("PasswordResetRequired") == "true"
        createDate = try response.optionalDate("CreateDate")
    }
}
