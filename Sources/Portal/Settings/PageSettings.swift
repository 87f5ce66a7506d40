/// The operator's own words on pages, as HTML that is taken as it is.
package struct PageSettings: SettingsGroup {
    /// On the first page, above the button.
    package var index: HTML?
    /// Beside a new access key.
    package var newKey: HTML?
    /// For a person who has no IAM user.
    package var noUser: HTML?
    /// For a person whose policies exceed what a role holds.
    package var limit: HTML?

    private static func file(_ name: String, _ meaning: String) -> Setting {
        Setting(
            name, "file with HTML \(meaning)", form: "the path of a readable file", absent: .meaning("nothing is added")
        )
    }

    static let index = file("LATCHKEY_HTML_INDEX_FILE", "for the first page")
    static let newKey = file("LATCHKEY_HTML_NEW_KEY_FILE", "to go with a new access key")
    static let noUser = file("LATCHKEY_HTML_NO_USER_FILE", "for people who have no IAM user")
    static let limit = file("LATCHKEY_HTML_LIMIT_FILE", "for people whose policies exceed IAM's limits for a role")

    package static let table = [index, newKey, noUser, limit]

    package init?(from reader: inout SettingsReader) {
        index = reader.contents(Self.index).map(HTML.init(trusted:))
        newKey = reader.contents(Self.newKey).map(HTML.init(trusted:))
        noUser = reader.contents(Self.noUser).map(HTML.init(trusted:))
        limit = reader.contents(Self.limit).map(HTML.init(trusted:))
    }
}
