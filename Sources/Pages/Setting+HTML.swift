package import Settings

extension Setting {
    /// A setting that names a file with the operator's own words, as HTML that goes onto a page as it is.
    package static func htmlFile(_ name: String, _ meaning: String) -> Setting {
        Setting(
            name, "file with HTML \(meaning)", form: "the path of a readable file", absent: .meaning("nothing is added")
        )
    }
}

extension SettingsReader {
    /// The words in the file that the setting names; nil when it names none.
    package mutating func html(_ setting: Setting) -> HTML? { contents(setting).map(HTML.init(trusted:)) }
}
