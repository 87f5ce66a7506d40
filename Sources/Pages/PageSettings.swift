package import Settings
package import Web

/// The operator's settings for pages: the navigation, and additional HTML, which is inserted unchanged.
package struct PageSettings: SettingsGroup {
    /// The parts of the portal that every page links.
    package var navigation: [NavigationLink]
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

    static let navigation = Setting(
        "LATCHKEY_NAVIGATION", "parts of the portal that every page links",
        form: "labels with their paths, with commas between them, such as Console=/,Access keys=/keys",
        absent: .value("Console=/,Access keys=/keys"))
    static let index = file("LATCHKEY_HTML_INDEX_FILE", "for the first page")
    static let newKey = file("LATCHKEY_HTML_NEW_KEY_FILE", "to go with a new access key")
    static let noUser = file("LATCHKEY_HTML_NO_USER_FILE", "for people who have no IAM user")
    static let limit = file("LATCHKEY_HTML_LIMIT_FILE", "for people whose policies exceed IAM's limits for a role")

    package static let table = [navigation, index, newKey, noUser, limit]

    package init?(from reader: inout SettingsReader) {
        guard let navigation = reader.required(Self.navigation, Self.links) else { return nil }
        self.navigation = navigation
        index = reader.contents(Self.index).map(HTML.init(trusted:))
        newKey = reader.contents(Self.newKey).map(HTML.init(trusted:))
        noUser = reader.contents(Self.noUser).map(HTML.init(trusted:))
        limit = reader.contents(Self.limit).map(HTML.init(trusted:))
    }

    private static func links(_ text: String) -> [NavigationLink]? {
        let links = SettingForm.list { $0 }(text)?.map { item in
            item.split(separator: "=", maxSplits: 1).map { SettingForm.trimmed($0) }
        }
        guard let links, links.allSatisfy({ $0.count == 2 && $0[1].hasPrefix("/") && !$0[1].hasPrefix("//") }) else {
            return nil
        }
        return links.map { NavigationLink($0[0], path: $0[1]) }
    }
}
