import Pages

extension PortalSection {
    /// People's own access keys.
    static let keys = PortalSection(path: "/keys", wayBack: "Back to your access keys", segments: ["keys"])
}
