import Pages

extension PortalSection {
    /// People's own MFA devices.
    static let mfa = PortalSection(path: "/mfa", wayBack: "Back to your MFA devices", segments: ["mfa"])
}
