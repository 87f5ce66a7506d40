import Pages

extension PortalSection {
    /// The console login and the person's role.
    static let console = PortalSection(
        path: "/", wayBack: "Back to the console login", segments: ["", "console"],
        keptMembers: ["relay", "recreate", "sign_out_first"])
}
