import AWS
import Formats
import FoundationEssentials
import IAMPolicy
package import Settings

/// Settings of the mirrored roles and of the table of their records.
package struct RoleSettings: SettingsGroup {
    /// The DynamoDB table's name.
    package var table: String
    /// How roles are named, planned and kept.
    package var mirror: MirrorConfiguration
    /// The principal that may assume the roles; nil to ask STS whose credentials Latchkey has.
    package var broker: BrokerIdentity?

    static let tableName = Setting(
        "LATCHKEY_TABLE", "DynamoDB table of the roles",
        form: "3 to 255 of the characters A-Z a-z 0-9 _ . -", absent: .refused)
    static let prefix = Setting(
        "LATCHKEY_ROLE_PREFIX", "what a role's name has before the user's",
        form: "1 to 32 of the characters A-Z a-z 0-9 _ + = , . @ -", absent: .value("user_"))
    static let path = Setting(
        "LATCHKEY_ROLE_PATH", "IAM path of the roles",
        form: "a path of at most 512 characters with / at both ends", absent: .value("/user-role/"))
    static let boundary = Setting(
        "LATCHKEY_ROLE_BOUNDARY", "permissions boundary of every role",
        form: "the ARN of a managed policy", absent: .meaning("a role has the boundary of its user, or none"))
    static let timeToLive = Setting(
        "LATCHKEY_ROLE_TTL", "seconds after which an unused role may be removed; no fewer than its sessions last",
        form: "a number from 60 to 31536000", absent: .value("86400"))
    static let syncInterval = Setting(
        "LATCHKEY_SYNC_INTERVAL", "seconds after which a login looks at the user's permissions again",
        form: "a number from 0 to 86400", absent: .value("300"))
    static let mfa = Setting(
        "LATCHKEY_SSO_MFA", "whether the sign-on proves a second factor, which conditions on MFA are decided by",
        form: "one of absent, present", absent: .value("absent"))
    static let brokerARN = Setting(
        "LATCHKEY_BROKER_ARN", "principal that the roles trust",
        form: "the ARN of an IAM user or role", absent: .meaning("who sts:GetCallerIdentity says we are"))

    package static let table = [tableName, prefix, path, boundary, timeToLive, syncInterval, mfa, brokerARN]

    package init?(from reader: inout SettingsReader) {
        let table = reader.required(
            Self.tableName, SettingForm.text(3...255) { $0.isWordByte || ".-".utf8.contains($0) })
        let prefix = reader.required(Self.prefix, SettingForm.text(1...32) { $0.isNameByte })
        let path = reader.required(Self.path) { Path($0) }
        let timeToLive = reader.required(Self.timeToLive, SettingForm.integer(60...31_536_000))
        let syncInterval = reader.required(Self.syncInterval, SettingForm.integer(0...86_400))
        let mfa = reader.required(Self.mfa, PrincipalFacts.MFA.init(rawValue:))
        let boundary = reader.optional(Self.boundary) { text in
            ARN(text).flatMap { $0.service == "iam" && $0.resourceType == "policy" ? $0 : nil }
        }
        broker = reader.optional(Self.brokerARN) { ARN($0).flatMap(BrokerIdentity.init(principal:)) }
        guard let table, let prefix, let path, let timeToLive, let syncInterval, let mfa,
            let naming = RoleNaming(prefix: prefix, path: path)
        else { return nil }
        self.table = table
        mirror = MirrorConfiguration(
            naming: naming, table: table, roleTimeToLive: TimeInterval(timeToLive),
            syncInterval: TimeInterval(syncInterval),
            mfa: mfa, boundary: boundary)
    }
}
