/// Where the audit record goes.
package struct RecordSettings: SettingsGroup {
    /// The file's path; nil for standard error.
    package var auditFile: String?

    static let auditFile = Setting(
        "LATCHKEY_AUDIT_FILE", "file that audit records are appended to",
        form: "an absolute path", absent: .meaning("standard error"))

    package static let table = [auditFile]

    package init?(from reader: inout SettingsReader) {
        auditFile = reader.optional(Self.auditFile, SettingForm.path)
    }
}
