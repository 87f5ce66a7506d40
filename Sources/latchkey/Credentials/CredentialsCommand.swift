import ArgumentParser

/// `latchkey credentials`
struct CredentialsCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "credentials",
        abstract: "Prints short-lived credentials, from the cache until they are due.",
        usage: "latchkey credentials [OPTIONS] [<name>]",
        discussion: """
            AWS's tools take them where a profile of ~/.aws/config says

              [profile work]
              credential_process = latchkey credentials work

            which “latchkey configure” writes. A name is a profile of ~/.config/latchkey/config.yaml, or of AWS's own files. \
            Without one, LATCHKEY_PROFILE counts, or the default.

            New ones are made five minutes before the old ones end, once for all processes that ask.

            EXAMPLES
              latchkey credentials work
              eval "$(latchkey credentials work --output env)"
              latchkey credentials admin --login --output json
            """)

    @Argument(help: ArgumentHelp("Whose credentials.", valueName: "name"))
    var name: String?

    @Flag(help: "Sign in when it is needed, instead of saying so.")
    var login = false

    @Option(help: ArgumentHelp("How they are printed.", valueName: "format"))
    var output = CredentialsFormat.process

    @OptionGroup var mfa: MFAOptions

    func perform(in context: CommandContext) async throws(CommandError) {
        let context = mfa.applied(to: context)
        let credentials = try await PersonalCredentials(in: context).credentials(of: name, signsIn: login)
        try context.streams.output(output.text(credentials))
    }
}
