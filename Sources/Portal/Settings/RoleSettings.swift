/// The roles that mirror users, and the table that remembers them.
package struct RoleSettings: SettingsGroup {
    /// The DynamoDB table's name.
    package var table: String
    /// What a role's name has before the user's.
    package var prefix: String
    /// The IAM path of the roles, `/` at both ends.
    package var path: String
    /// How long an unused role is kept, in seconds.
    package var timeToLive: Int
    /// The ARN of the principal that may assume the roles; nil when it is asked from STS.
    package var brokerARN: String?

    static let tableName = Setting(
        "LATCHKEY_TABLE", "DynamoDB table of the roles",
        form: "3 to 255 of the characters A-Z a-z 0-9 _ . -", absent: .refused)
    static let prefix = Setting(
        "LATCHKEY_ROLE_PREFIX", "what a role's name has before the user's",
        form: "1 to 63 of the characters A-Z a-z 0-9 _ + = , . @ -", absent: .value("user_"))
    static let path = Setting(
        "LATCHKEY_ROLE_PATH", "IAM path of the roles",
        form: "a path of at most 512 characters with / at both ends", absent: .value("/user-role/"))
    static let timeToLive = Setting(
        "LATCHKEY_ROLE_TTL", "seconds after which an unused role may be removed",
        form: "a number from 60 to 31536000", absent: .value("86400"))
    static let brokerARN = Setting(
        "LATCHKEY_BROKER_ARN", "principal that the roles trust",
        form: "the ARN of an IAM user or role", absent: .meaning("who sts:GetCallerIdentity says we are"))

    package static let table = [tableName, prefix, path, timeToLive, brokerARN]

    package init?(from reader: inout SettingsReader) {
        let table = reader.required(
            Self.tableName, SettingForm.text(3...255) { CallerName.isAllowed($0) && !"+=,@".utf8.contains($0) })
        let prefix = reader.required(Self.prefix, SettingForm.text(1...63, CallerName.isAllowed))
        let path = reader.required(Self.path, Self.iamPath)
        let timeToLive = reader.required(Self.timeToLive, SettingForm.integer(60...31_536_000))
        brokerARN = reader.optional(Self.brokerARN) { text in
            text.hasPrefix("arn:") && text.split(separator: ":", omittingEmptySubsequences: false).count == 6
                ? text : nil
        }
        guard let table, let prefix, let path, let timeToLive else { return nil }
        self.table = table
        self.prefix = prefix
        self.path = path
        self.timeToLive = timeToLive
    }

    private static func iamPath(_ text: String) -> String? {
        // https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html: ! to DEL, slashes at both ends.
        let isPath = SettingForm.text(1...512) { (0x21...0x7e).contains($0) }
        guard let path = isPath(text), path.hasPrefix("/"), path.hasSuffix("/") else { return nil }
        return path
    }
}
