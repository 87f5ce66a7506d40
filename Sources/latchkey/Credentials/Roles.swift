import ArgumentParser
import Formats
import OAuthClient

/// `latchkey roles`
struct Roles: Command {
    static let configuration = CommandConfiguration(
        commandName: "roles",
        abstract: "Lists your profiles, and the roles that your portals offer.",
        discussion: """
            Portals are asked when you are signed in there. What they offer and no profile names yet stands below the profiles.

            EXAMPLES
              latchkey roles
              latchkey roles --json
            """)

    @Flag(help: "Print one JSON object.")
    var json = false

    func perform(in context: CommandContext) async throws(CommandError) {
        let personal = try PersonalCredentials(in: context)
        let profiles = personal.configuration.profiles.values.sorted { $0.name < $1.name }
        var offers: [RoleList.Offer] = []
        for signIn in personal.configuration.signIns.values.sorted(by: { $0.name < $1.name })
        where signIn.kind == .portal {
            do throws(CommandError) {
                let roles = try await personal.portal(signIn).roles()
                offers.append(.init(signIn: signIn.name, roles: roles))
            } catch {
                offers.append(.init(signIn: signIn.name, failure: error.description))
            }
        }
        let list = RoleList(profiles: profiles, offers: offers, defaultName: personal.configuration.defaultName)
        try context.streams.output(json ? list.json.text + "\n" : list.text)
    }
}
