import ArgumentParser
import OAuthClient

/// `latchkey login`
struct Login: Command {
    static let configuration = CommandConfiguration(
        commandName: "login",
        abstract: "Signs you in at your company's portal or identity provider.",
        usage: "latchkey login [OPTIONS] [<name>]",
        discussion: """
            Opens the browser, and prints the address too. Once you are signed in there, credentials are made and renewed \
            without asking you, for as long as the portal or the provider allows. A name is a sign-in or a profile of \
            ~/.config/latchkey/config.yaml.

            With --remote, as in a session of SSH, the browser is on another machine: you paste the address of its last page, \
            or enter a code there.

            EXAMPLES
              latchkey login
              latchkey login company
              latchkey login --remote
            """)

    @Argument(help: ArgumentHelp("Where to sign in.", valueName: "name"))
    var name: String?

    @Flag(help: "Use a browser of another machine.")
    var remote = false

    func perform(in context: CommandContext) async throws(CommandError) {
        let settings = try ToolConfiguration.load(in: context).chosenSignIn(name, in: context)
        let transport = try context.serverTransport()
        let sessions = SignInSessions(transport: transport, context: context)
        let kept = try await sessions.signIn(settings, remotely: remote)
        let person = kept.person.map { CommandError.line($0) } ?? "You"
        try context.streams.output("\(person)\(kept.person == nil ? " are" : " is") signed in at \(settings.name).\n")
        if await ServedChange(settings, transport: transport, in: context).isThere {
            context.streams.error(
                "\(settings.issuer) serves another configuration by now: run “latchkey configure --update”")
        }
    }
}
