import Settings

/// What is said of new devices.
struct MFASettings: SettingsGroup {
    /// What authenticator apps show beside the codes.
    var issuer: String

    static let issuer = Setting(
        "LATCHKEY_MFA_ISSUER", "name that authenticator apps show beside the codes of a new device",
        form: "1 to 64 printable ASCII characters without a colon", absent: .value("Amazon Web Services"))

    static let table = [issuer]

    init?(from reader: inout SettingsReader) {
        // A colon would end the issuer in the address that apps read.
        let form = SettingForm.text(1...64) { (0x20...0x7E).contains($0) && $0 != 0x3A }
        guard let issuer = reader.required(Self.issuer, form) else { return nil }
        self.issuer = issuer
    }
}
