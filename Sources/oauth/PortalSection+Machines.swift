import Pages

extension PortalSection {
    /// The list of machines, and the page on which a person says yes to one.
    static let machines = PortalSection(
        path: "/machines", wayBack: "Back to your machines", segments: ["machines", "api"])
}
