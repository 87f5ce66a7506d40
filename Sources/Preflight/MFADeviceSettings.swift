package import Settings

/// Whether people manage their MFA devices with Latchkey, for which it needs permissions of their own.
package struct MFADeviceSettings: SettingsGroup {
    package enum Management: String, Sendable {
        /// By the program `mfa`.
        case managed
        /// Elsewhere; Latchkey has no permission for it.
        case left
    }

    package var management: Management

    static let management = Setting(
        "LATCHKEY_MFA_DEVICES", "whether people manage MFA devices here, so that the permissions for it are checked",
        form: "one of managed, left", absent: .value("managed"))

    package static let table = [management]

    package init?(from reader: inout SettingsReader) {
        guard let management = reader.required(Self.management, Management.init(rawValue:)) else { return nil }
        self.management = management
    }
}
