package import Formats

/// Changes profiles in AWS's config file, and leaves every other byte of it as it is.
package struct ProfilesEditor: Sendable {
    /// The settings by which a profile gets credentials that count before its `credential_process`, in AWS's command line
    /// or in one of its SDKs.
    package static let otherCredentials = [
        "role_arn", "source_profile", "credential_source", "web_identity_token_file", "sso_session", "sso_account_id",
        "sso_role_name", "sso_start_url", "login_session", "aws_access_key_id", "aws_secret_access_key",
        "aws_session_token",
    ]

    private var editor: INIEditor
    /// The sections by the profile's name. A profile is changed once.
    private var sections: [String: [Int]] = [:]

    /// - Parameter bytes: the file.
    /// - Throws: ``INIEditError/unreadable(_:)``.
    package init(_ bytes: [UInt8]) throws(INIEditError) {
        editor = try INIEditor(bytes)
        var fallback: [Int] = []
        for (index, section) in editor.document.sections.enumerated() {
            if let name = Profiles.name(of: "profile", inHeader: section.name) {
                sections[name, default: []].append(index)
            } else if section.name == "default" {
                fallback.append(index)
            }
        }
        // `[default]` counts only when there is no `[profile default]`.
        if sections["default"] == nil, !fallback.isEmpty { sections["default"] = fallback }
    }

    /// What changes, in the order in which it was asked for.
    package var changes: [INIChange] { editor.changes }

    /// The settings of a profile; nil if the file doesn't have it.
    package subscript(_ profile: String) -> [String: String]? {
        sections[profile].map { indices in
            indices.reduce(into: [:]) { $0.merge(editor.document.sections[$1].settings) { $1 } }
        }
    }

    /// Whether a profile of this name can be written: it needs no escapes in any reader of the file.
    package static func isWritable(_ profile: String) -> Bool {
        (1...128).contains(profile.utf8.count) && profile.utf8.first != UInt8(ascii: " ")
            && profile.utf8.last != UInt8(ascii: " ")
            && profile.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F && !"[]\"'\\$`#;=".utf8.contains($0) }
    }

    /// Gives a profile these settings; adds the profile if the file doesn't have it.
    ///
    /// - Throws: ``INIEditError``.
    package mutating func set(_ settings: [INIEditor.Setting], of profile: String) throws(INIEditError) {
        guard let found = sections[profile] else {
            guard Self.isWritable(profile) else { throw .impossible("the profile's name “\(profile)”") }
            try editor.append(Self.header(profile), settings)
            sections[profile] = []
            return
        }
        guard found.count == 1 else {
            let lines = found.map { "\(editor.line(ofSection: $0))" }.joined(separator: " and ")
            throw .impossible(found.isEmpty ? "a profile that is set twice" : "a profile that stands in lines \(lines)")
        }
        try editor.set(settings, inSection: found[0])
        sections[profile] = []
    }

    /// The bytes of the file with the changes.
    ///
    /// - Throws: ``INIEditError/impossible(_:)`` when they wouldn't read as they should.
    package func result() throws(INIEditError) -> [UInt8] { try editor.result() }

    /// What stands between the brackets of a profile's header.
    private static func header(_ profile: String) -> String {
        if profile == "default" { return profile }
        return profile.utf8.contains(UInt8(ascii: " ")) ? "profile \"\(profile)\"" : "profile \(profile)"
    }
}
