import Pages

extension Section {
    /// People's own access keys.
    static let keys = Section(path: "/keys", wayBack: "Back to your access keys", segments: ["keys"])
}
