import Formats
package import Settings

/// The table of what is used once, which others share it with.
package struct TokensTableSettings: SettingsGroup {
    /// Its name.
    package var name: String

    static let name = Setting(
        "LATCHKEY_TOKENS_TABLE",
        "DynamoDB table of what is used once, of revocations, of signed-in machines, and of wrong MFA codes",
        form: "3 to 255 of the characters A-Z a-z 0-9 _ . -", absent: .value("latchkey-tokens"))

    package static let table = [name]

    package init?(from reader: inout SettingsReader) {
        let name = reader.required(Self.name, SettingForm.text(3...255) { $0.isWordByte || ".-".utf8.contains($0) })
        guard let name else { return nil }
        self.name = name
    }
}
