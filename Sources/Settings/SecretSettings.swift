package import Secrets

/// The secret that all nodes share.
package struct SecretSettings: SettingsGroup {
    /// What the key of the tokens in forms and that of the seals on records are derived from.
    package var secret: Secret

    static let secret = Setting(
        "LATCHKEY_SECRET", "key behind the tokens in forms and the seals on records, the same on all nodes",
        form: "at least 32 random bytes, for example from “openssl rand -hex 32”",
        absent: .refused, source: .variableOrFile)

    package static let table = [secret]

    package init(secret: Secret) { self.secret = secret }

    package init?(from reader: inout SettingsReader) {
        guard let secret = reader.required(Self.secret, SettingForm.secret(atLeast: 32)) else { return nil }
        self.secret = secret
    }
}
