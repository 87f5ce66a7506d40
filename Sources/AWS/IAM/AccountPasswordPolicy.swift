/// What the account asks of the console passwords of its users.
///
/// Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_PasswordPolicy.html>
package struct AccountPasswordPolicy: Sendable, Hashable {
    /// From 6 to 128 characters. An account without a policy of its own has another one of AWS's.
    package var minimumPasswordLength: Int
    package var requireSymbols: Bool
    package var requireNumbers: Bool
    package var requireUppercaseCharacters: Bool
    package var requireLowercaseCharacters: Bool
    package var allowUsersToChangePassword: Bool
    /// After how many days a password expires, from 1 to 1,095; nil for never.
    package var maxPasswordAge: Int?
    /// How many former passwords can't be chosen again, from 1 to 24; nil for none.
    package var passwordReusePrevention: Int?
    /// Whether only an administrator can set a new password when one has expired.
    package var hardExpiry: Bool

    package init(
        minimumPasswordLength: Int = 6, requireSymbols: Bool = false, requireNumbers: Bool = false,
        requireUppercaseCharacters: Bool = false, requireLowercaseCharacters: Bool = false,
        allowUsersToChangePassword: Bool = false, maxPasswordAge: Int? = nil, passwordReusePrevention: Int? = nil,
        hardExpiry: Bool = false
    ) {
        self.minimumPasswordLength = minimumPasswordLength
        self.requireSymbols = requireSymbols
        self.requireNumbers = requireNumbers
        self.requireUppercaseCharacters = requireUppercaseCharacters
        self.requireLowercaseCharacters = requireLowercaseCharacters
        self.allowUsersToChangePassword = allowUsersToChangePassword
        self.maxPasswordAge = maxPasswordAge
        self.passwordReusePrevention = passwordReusePrevention
        self.hardExpiry = hardExpiry
    }

    init(_ response: QueryResponse) throws(AWSError) {
        minimumPasswordLength = try response.optionalValue("MinimumPasswordLength") ?? 6
        requireSymbols = try response.optionalValue("RequireSymbols") ?? false
        requireNumbers = try response.optionalValue("RequireNumbers") ?? false
        requireUppercaseCharacters = try response.optionalValue("RequireUppercaseCharacters") ?? false
        requireLowercaseCharacters = try response.optionalValue("RequireLowercaseCharacters") ?? false
        allowUsersToChangePassword = try response.optionalValue("AllowUsersToChangePassword") ?? false
        maxPasswordAge = Self.positive(try response.optionalValue("MaxPasswordAge"))
        passwordReusePrevention = Self.positive(try response.optionalValue("PasswordReusePrevention"))
        hardExpiry = try response.optionalValue("HardExpiry") ?? false
    }

    /// AWS writes 0 for what there isn't.
    private static func positive(_ number: Int?) -> Int? { number.flatMap { $0 > 0 ? $0 : nil } }
}
