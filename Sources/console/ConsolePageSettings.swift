import Pages
import Settings

/// The operator's own words on the pages of `console`.
struct ConsolePageSettings: SettingsGroup {
    /// On the first page, above the button.
    var index: HTML?
    /// For a person who has no IAM user.
    var noUser: HTML?
    /// For a person whose policies exceed what a role holds.
    var limit: HTML?

    static let index = Setting.htmlFile("LATCHKEY_HTML_INDEX_FILE", "for the first page")
    static let noUser = Setting.htmlFile("LATCHKEY_HTML_NO_USER_FILE", "for people who have no IAM user")
    static let limit = Setting.htmlFile(
        "LATCHKEY_HTML_LIMIT_FILE", "for people whose policies exceed IAM's limits for a role")

    static let table = [index, noUser, limit]

    init?(from reader: inout SettingsReader) {
        index = reader.html(Self.index)
        noUser = reader.html(Self.noUser)
        limit = reader.html(Self.limit)
    }
}
