import Cryptography
import Formats
package import Secrets
package import Settings

/// Who the caller is, and which IAM user that is.
package struct IdentitySettings: SettingsGroup {
    package var mapping: IdentityMapping
    /// What the web server has to show beside the caller's name; nil when it needn't.
    package var gatewaySecret: Secret?

    static let mapping = Setting(
        "LATCHKEY_USER_MAPPING", "how the name that nginx authenticated becomes the IAM user's",
        form: "one of as-is, email, prefix", absent: .value("as-is"))
    static let domains = Setting(
        "LATCHKEY_USER_DOMAINS",
        "with email: domains whose addresses are taken; alice@ of each of them is the same person",
        form: "domains, with commas between them", absent: .meaning("needed with email, refused otherwise"))
    static let prefix = Setting(
        "LATCHKEY_USER_PREFIX", "with prefix: what the IAM user's name has in front",
        form: "1 to 63 of the characters A-Z a-z 0-9 _ + = , . @ -",
        absent: .meaning("needed with prefix, refused otherwise"))
    static let gatewaySecret = Setting(
        SettingNames.gatewaySecret, "secret that nginx passes as a parameter of the same name, so that it is believed",
        form: "at least 32 bytes",
        absent: .meaning("whoever can open the Unix socket is believed; no other kind of socket is served"),
        source: .variableOrFile)

    package static let table = [mapping, domains, prefix, gatewaySecret]

    package init?(from reader: inout SettingsReader) {
        gatewaySecret = reader.optional(Self.gatewaySecret, SettingForm.secret(atLeast: 32))
        let kind = reader.required(Self.mapping) { ["as-is", "email", "prefix"].contains($0) ? $0 : nil }
        let domains = reader.optional(Self.domains, SettingForm.list(Self.domain))
        let prefix = reader.optional(Self.prefix, SettingForm.text(1...63) { $0.isNameByte })
        guard let kind else { return nil }
        for (setting, owner) in [(Self.domains, "email"), (Self.prefix, "prefix")]
        where owner != kind && reader.isPresent(setting.name) {
            reader.note("\(setting.name) is set, but means nothing without \(Self.mapping.name)=\(owner)")
        }
        switch kind {
        case "email":
            guard let domains else {
                Self.noteMissing(Self.domains, with: kind, &reader)
                return nil
            }
            mapping = .email(domains: Set(domains))
        case "prefix":
            guard let prefix else {
                Self.noteMissing(Self.prefix, with: kind, &reader)
                return nil
            }
            mapping = .prefix(prefix)
        default: mapping = .asIs
        }
    }

    private static func noteMissing(_ setting: Setting, with kind: String, _ reader: inout SettingsReader) {
        guard !reader.problems.contains(where: { $0.hasPrefix(setting.name + " ") }) else { return }
        reader.note("\(setting.name) is missing: with \(mapping.name)=\(kind) it should be \(setting.form)")
    }

    private static func domain(_ text: String) -> String? {
        let isDomain = SettingForm.text(1...253) { $0.isNameByte && !"_+=,@".utf8.contains($0) }
        guard let domain = isDomain(text), !domain.hasPrefix("."), !domain.hasSuffix(".") else { return nil }
        return domain.lowercased()
    }
}
