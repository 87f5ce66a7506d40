package import Settings

/// Where the audit record goes.
package struct AuditSettings: SettingsGroup {
    /// The file's path; nil for standard error.
    package var file: String?

    static let file = Setting(
        "LATCHKEY_AUDIT_FILE", "file that audit records are appended to",
        form: "an absolute path", absent: .meaning("standard error"))

    package static let table = [file]

    package init?(from reader: inout SettingsReader) {
        file = reader.optional(Self.file, SettingForm.path)
    }
}
