import Cryptography
package import Secrets
package import Settings

/// What the forms on pages are protected with.
package struct FormSettings: SettingsGroup {
    /// The key behind the tokens in forms.
    package var secret: Secret

    static let secret = Setting(
        "LATCHKEY_SECRET", "key behind the tokens in forms, the same on all nodes",
        form: "at least 32 random bytes, for example from “openssl rand -hex 32”",
        absent: .refused, source: .variableOrFile)

    package static let table = [secret]

    package init?(from reader: inout SettingsReader) {
        guard let secret = reader.required(Self.secret, SettingForm.secret(atLeast: 32)) else { return nil }
        self.secret = secret
    }
}
