package import Settings
package import Web

/// What all pages of the portal share.
package struct PageSettings: SettingsGroup {
    /// The parts of the portal that every page links.
    package var navigation: [NavigationLink]

    static let navigation = Setting(
        "LATCHKEY_NAVIGATION", "parts of the portal that every page links",
        form: "labels with their paths, with commas between them, such as Console=/,Access keys=/keys",
        absent: .value("Console=/,Access keys=/keys,Machines=/machines,MFA=/mfa"))

    package static let table = [navigation]

    package init?(from reader: inout SettingsReader) {
        guard let navigation = reader.required(Self.navigation, Self.links) else { return nil }
        self.navigation = navigation
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
