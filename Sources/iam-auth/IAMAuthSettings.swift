import AWS
import AccessRules
import Formats
import IdentityProofs
import Settings

/// Whom `iam-auth` lets in, and where.
struct IAMAuthSettings: SettingsGroup {
    /// The servers for which proofs are taken.
    var servers: Set<ServerName>
    /// Whose principals are let in; nil for the account of our own credentials.
    var account: AccountID?
    /// Where STS may be asked; nil for the Region of ``AWSSettings``.
    var regions: [Region]?
    /// Who is let in; nil for every user and role of the account.
    var allowed: [ARNPattern]?
    var mapping: NameMapping
    /// Hosts of which more than one server is named, with different ports.
    let hostsOfSeveralServers: Set<Substring>
    /// Which proofs are taken.
    var proofs: [AcceptedProof]
    /// Whose tokens are taken; nil unless tokens are.
    var issuer: TokenIssuer?
    /// The key of KMS tokens; nil unless those are taken.
    var kmsKey: KMSKeyARN?
    /// Those of the servers that people reach without TLS.
    var httpServers: Set<ServerName>
    /// How old a signed identity may be, in seconds.
    var maximumAge: Int
    /// How long a session lasts, in seconds.
    var sessionDuration: Int
    /// The file of rules; nil for none.
    var rulesFile: String?

    /// Whether nobody can sign in but by a KMS token.
    var takesOnlyKMS: Bool { proofs == [.kms] }

    static let servers = Setting(
        "LATCHKEY_IAM_AUTH_SERVERS", "servers into which people and programs may prove their way",
        form: "names in small letters, with commas between them, such as tools.example.com,wiki.example.com:8443",
        absent: .meaning("nobody is let in"))
    static let account = Setting(
        "LATCHKEY_IAM_AUTH_ACCOUNT", "AWS account whose users and roles are let in",
        form: "twelve digits", absent: .meaning("that of the program's own credentials"))
    static let regions = Setting(
        "LATCHKEY_IAM_AUTH_REGIONS", "Regions in which STS may be asked who signed a proof",
        form: "Regions of one partition, with commas between them, such as us-east-1,eu-central-1",
        absent: .meaning("LATCHKEY_REGION alone"))
    static let allowed = Setting(
        "LATCHKEY_IAM_AUTH_ALLOW", "who is let in",
        form: "ARNs, in which * stands for any text, with commas between them",
        absent: .meaning("every user and role of the account"))
    static let mapping = Setting(
        "LATCHKEY_IAM_AUTH_MAPPING", "what becomes REMOTE_USER where nginx doesn't say it of a location",
        form: "one of user-name, session-name (with LATCHKEY_IAM_AUTH_ALLOW), arn", absent: .value("user-name"))
    static let proofs = Setting(
        "LATCHKEY_IAM_AUTH_PROOFS", "which proofs are taken",
        form:
            "signed, token (with LATCHKEY_IAM_AUTH_ISSUER), kms (with LATCHKEY_IAM_AUTH_KMS_KEY), with commas between them",
        absent: .value("signed"))
    static let issuer = Setting(
        "LATCHKEY_IAM_AUTH_ISSUER", "issuer of the tokens that AWS signs for the account",
        form: "a URL, such as https://a1b2c3d4-0000.tokens.sts.global.api.aws",
        absent: .meaning("needed with token, refused otherwise"))
    static let kmsKey = Setting(
        "LATCHKEY_IAM_AUTH_KMS_KEY", "KMS key under which clients of iam-auth-proxy's protocol encrypt credentials",
        form: "the ARN of a key, such as arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
        absent: .meaning("needed with kms, refused otherwise"))
    static let httpServers = Setting(
        "LATCHKEY_IAM_AUTH_HTTP_SERVERS",
        "servers without TLS: their cookie, and what signs in, can be read on the way",
        form: "some of LATCHKEY_IAM_AUTH_SERVERS, with commas between them",
        absent: .meaning("browsers keep the cookie over TLS alone"))
    static let maximumAge = Setting(
        "LATCHKEY_IAM_AUTH_MAX_AGE", "how old a signed identity may be, in seconds",
        form: "a number from 30 to 900", absent: .value("300"))
    static let sessionDuration = Setting(
        "LATCHKEY_IAM_AUTH_SESSION_DURATION", "how long a browser stays signed in, in seconds",
        form: "a number from 60 to 86400", absent: .value("28800"))
    static let rulesFile = Setting(
        "LATCHKEY_IAM_AUTH_RULES_FILE", "file of rules: who may enter which host and path",
        form: "an absolute path", absent: .meaning("who is let in may enter everywhere"))

    static let table = [
        servers, account, regions, allowed, mapping, proofs, issuer, kmsKey, httpServers, maximumAge, sessionDuration,
        rulesFile,
    ]

    init?(from reader: inout SettingsReader) {
        let servers = reader.optional(Self.servers, SettingForm.list { ServerName($0) })
        account = reader.optional(Self.account) { AccountID($0) }
        regions = reader.optional(Self.regions) { text in
            SettingForm.list { Region($0) }(text).flatMap { Set($0.map(\.partition)).count == 1 ? $0 : nil }
        }
        allowed = reader.optional(Self.allowed, SettingForm.list { ARNPattern($0) })
        let mapping = reader.required(Self.mapping, NameMapping.init(rawValue:))
        let proofs = reader.required(Self.proofs) { text in
            SettingForm.list(AcceptedProof.init(word:))(text).flatMap { Set($0).count == $0.count ? $0 : nil }
        }
        issuer = reader.optional(Self.issuer, TokenIssuer.init)
        if let proofs, proofs.contains(.token) != reader.isPresent(Self.issuer.name) {
            reader.note("\(Self.issuer.name) goes with token in \(Self.proofs.name): set both, or none of them")
            return nil
        }
        kmsKey = reader.optional(Self.kmsKey) { KMSKeyARN($0) }
        if let proofs, proofs.contains(.kms) != reader.isPresent(Self.kmsKey.name) {
            reader.note("\(Self.kmsKey.name) goes with kms in \(Self.proofs.name): set both, or none of them")
            return nil
        }
        let httpServers = Set(reader.optional(Self.httpServers, SettingForm.list { ServerName($0) }) ?? [])
        if let unknown = httpServers.subtracting(servers ?? []).min() {
            reader.note("\(Self.httpServers.name) has “\(unknown)”, which isn't in \(Self.servers.name)")
            return nil
        }
        let maximumAge = reader.required(Self.maximumAge, SettingForm.integer(30...900))
        let sessionDuration = reader.required(Self.sessionDuration, SettingForm.integer(60...86_400))
        rulesFile = reader.optional(Self.rulesFile, SettingForm.path)
        if let mapping, mapping.needsList, !reader.isPresent(Self.allowed.name) {
            reader.note(
                """
                \(Self.allowed.name) is missing: with \(Self.mapping.name)=session-name it has to name the roles whose \
                sessions are called after their people by somebody whom you trust
                """)
            return nil
        }
        guard let mapping, let proofs, let maximumAge, let sessionDuration else { return nil }
        self.servers = Set(servers ?? [])
        hostsOfSeveralServers = Set(Dictionary(grouping: self.servers, by: \.host).filter { $1.count > 1 }.keys)
        self.mapping = mapping
        self.proofs = proofs
        self.httpServers = httpServers
        self.maximumAge = maximumAge
        self.sessionDuration = sessionDuration
    }
}
