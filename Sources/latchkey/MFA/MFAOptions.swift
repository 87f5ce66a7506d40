import ArgumentParser

/// Where the codes of MFA devices come from.
struct MFAOptions: ParsableArguments {
    @Option(
        name: .customLong("mfa-command"),
        help: ArgumentHelp(
            "A command that prints the code of your MFA device, so that you aren't asked (LATCHKEY_MFA_COMMAND).",
            discussion: "It is run without a shell, and prints one word of six digits.", valueName: "command"))
    var command: String?

    func validate() throws {
        guard command != "" else { throw ValidationError("--mfa-command should be a command line.") }
    }

    /// The machine with the command that was named, for credentials that are found by a name.
    func applied(to context: CommandContext) -> CommandContext {
        var context = context
        if let command { context.environment["LATCHKEY_MFA_COMMAND"] = command }
        return context
    }
}
