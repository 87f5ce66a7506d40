import Pages
import Settings

/// The operator's own words on the pages of `keys`.
struct KeyPageSettings: SettingsGroup {
    /// Beside a new access key.
    var newKey: HTML?

    static let newKey = Setting.htmlFile("LATCHKEY_HTML_NEW_KEY_FILE", "to go with a new access key")

    static let table = [newKey]

    init?(from reader: inout SettingsReader) {
        newKey = reader.html(Self.newKey)
    }
}
