import AWS
import Applications
import Formats
import Settings
import Tokens

/// What applications may register, and who may look after them.
struct BrokerSettings: SettingsGroup {
    /// The table of applications.
    var table: String
    var rules: RegistrationRules
    var operators: Set<ApplicationIdentity>

    static let applicationsTable = Setting(
        "LATCHKEY_APPLICATIONS_TABLE", "DynamoDB table of the applications that have registered",
        form: "3 to 255 of the characters A-Z a-z 0-9 _ . -", absent: .value("latchkey-applications"))
    static let roles = Setting(
        "LATCHKEY_BROKER_ROLES", "roles that applications may register",
        form: "ARNs, in which * stands for any text, with commas between them", absent: .meaning("none"))
    static let keyHosts = Setting(
        "LATCHKEY_BROKER_KEY_HOSTS", "hosts that may publish the keys of applications' tokens",
        form: "hosts with their ports unless 443, or *.example.com for all below, with commas between them",
        absent: .meaning("none"))
    static let privateKeyHosts = Setting(
        "LATCHKEY_BROKER_PRIVATE_KEY_HOSTS", "hosts that may publish such keys whatever their addresses are",
        form: "hosts with their ports unless 443, with commas between them", absent: .meaning("none"))
    static let sharedRoles = Setting(
        "LATCHKEY_BROKER_SHARED_ROLES", "whether two applications can have one role",
        form: "one of refused, allowed", absent: .value("refused"))
    static let operators = Setting(
        "LATCHKEY_BROKER_OPERATORS", "who may see and remove every application",
        form:
            "names as applications have them, such as aws:123456789012:role:admin,sso:alice, with commas between them",
        absent: .meaning("nobody"))

    static let table = [applicationsTable, roles, keyHosts, privateKeyHosts, sharedRoles, operators]

    init?(from reader: inout SettingsReader) {
        let table = reader.required(
            Self.applicationsTable,
            SettingForm.text(3...255) { $0.isWordByte || ".-".utf8.contains($0) })
        let roles = reader.optional(Self.roles, SettingForm.list { ARNPattern($0) }) ?? []
        let hosts = reader.optional(Self.keyHosts, SettingForm.list { KeyHost($0) }) ?? []
        let privateHosts =
            reader.optional(Self.privateKeyHosts, SettingForm.list { KeyHost($0).flatMap { $0.isWildcard ? nil : $0 } })
            ?? []
        let sharing = reader.required(Self.sharedRoles, RegistrationRules.RoleSharing.init(rawValue:))
        operators = Set(reader.optional(Self.operators, SettingForm.list { ApplicationIdentity($0) }) ?? [])
        guard let table, let sharing else { return nil }
        self.table = table
        rules = RegistrationRules(
            roles: roles, keyHosts: KeyHosts(public: hosts, private: privateHosts), sharing: sharing)
    }
}
