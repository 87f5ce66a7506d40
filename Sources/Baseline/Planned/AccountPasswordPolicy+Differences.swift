import AWS

extension AccountPasswordPolicy {
    /// What an account has that has no policy of its own, as far as this compares.
    static let none = AccountPasswordPolicy(minimumPasswordLength: 0)

    /// A line for each member that would be another.
    func differences(from wanted: AccountPasswordPolicy) -> [Difference] {
        let members: [(String, String, String)] = [
            ("MinimumPasswordLength", "\(minimumPasswordLength)", "\(wanted.minimumPasswordLength)"),
            ("RequireSymbols", "\(requireSymbols)", "\(wanted.requireSymbols)"),
            ("RequireNumbers", "\(requireNumbers)", "\(wanted.requireNumbers)"),
            ("RequireUppercaseCharacters", "\(requireUppercaseCharacters)", "\(wanted.requireUppercaseCharacters)"),
            ("RequireLowercaseCharacters", "\(requireLowercaseCharacters)", "\(wanted.requireLowercaseCharacters)"),
            ("AllowUsersToChangePassword", "\(allowUsersToChangePassword)", "\(wanted.allowUsersToChangePassword)"),
            ("MaxPasswordAge", Self.words(maxPasswordAge), Self.words(wanted.maxPasswordAge)),
            (
                "PasswordReusePrevention", Self.words(passwordReusePrevention),
                Self.words(wanted.passwordReusePrevention)
            ),
            ("HardExpiry", "\(hardExpiry)", "\(wanted.hardExpiry)"),
        ]
        return members.filter { $0.1 != $0.2 }.map { Difference(.change, "\($0): \($1) → \($2)") }
    }

    private static func words(_ number: Int?) -> String { number.map { "\($0)" } ?? "none" }
}
