import Pages

extension Section {
    /// The console login and the person's role.
    static let console = Section(
        path: "/", wayBack: "Back to the console login", segments: ["", "console"],
        keptMembers: ["relay", "recreate", "sign_out_first"])
}
