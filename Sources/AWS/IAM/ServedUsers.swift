package import Settings

/// Which IAM users Latchkey acts for: those whose path begins with this one.
package struct ServedUsers: SettingsGroup, Equatable {
    package static let all = ServedUsers(path: .root)

    package var path: Path

    static let path = Setting(
        "LATCHKEY_USER_PATH", "IAM path of the users who are served, with those below it",
        form: "a path of at most 512 characters with / at both ends", absent: .value("/"))

    package static let table = [path]

    package init(path: Path) {
        self.path = path
    }

    package init?(from reader: inout SettingsReader) {
        guard let path = reader.required(Self.path, { Path($0) }) else { return nil }
        self.path = path
    }

    package func includes(_ user: User) -> Bool { user.path.rawValue.hasPrefix(path.rawValue) }
}
