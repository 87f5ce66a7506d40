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
    var usualIssuer: UsualIssuer
    var tokenInURL: TokenInURL
    /// How many sessions a process opens in a second.
    var sessionRate: Double

    /// Whether a token may be in a URL, which servers and proxies on the way log.
    enum TokenInURL: String, Sendable {
        case on
        case off
    }

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

    static let tokenInURL = Setting(
        "LATCHKEY_BROKER_TOKEN_IN_URL",
        "whether `GET /credentials?jwt=` is answered, for clients of iam-session-broker",
        form: "one of on, off", absent: .value("off"))
    static let sessionRate = Setting(
        "LATCHKEY_BROKER_RATE",
        "most sessions that one process of `broker` opens in a second; fewer while AWS throttles",
        form: "a number from 1 to 600", absent: .value("200"))

    static let issuer = Setting(
        "LATCHKEY_BROKER_ISSUER", "issuer of clients of iam-session-broker that register without one",
        form: "an https URL", absent: .meaning("they have to name it"))
    static let audience = Setting(
        "LATCHKEY_BROKER_AUDIENCE", "audience of clients of iam-session-broker that register without one",
        form: "1 to 1024 printable ASCII characters", absent: .meaning("they have to name it"))

    static let table = [
        applicationsTable, roles, keyHosts, privateKeyHosts, sharedRoles, operators, tokenInURL, issuer, audience,
        sessionRate,
    ]

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
        let tokenInURL = reader.required(Self.tokenInURL, TokenInURL.init(rawValue:))
        let sessionRate = reader.required(Self.sessionRate, SettingForm.integer(1...600))
        usualIssuer = UsualIssuer(
            issuer: reader.optional(Self.issuer, Registration.issuer),
            audience: reader.optional(Self.audience, Registration.audience))
        guard let table, let sharing, let tokenInURL, let sessionRate else { return nil }
        self.table = table
        self.tokenInURL = tokenInURL
        self.sessionRate = Double(sessionRate)
        rules = RegistrationRules(
            roles: roles, keyHosts: KeyHosts(public: hosts, private: privateHosts), sharing: sharing)
    }
}
