import OAuthClient

extension ToolConfiguration {
    /// The sign-in that a command means: by its name or that of a profile; without one, that of the profile which counts, or the
    /// only one there is.
    func chosenSignIn(_ given: String?, in context: CommandContext) throws(CommandError) -> SignInSettings {
        if let given {
            if let found = signIn(named: given) { return found }
            let names = signIns.keys.sorted().prefix(8).joined(separator: ", ")
            throw CommandError(
                .configuration,
                names.isEmpty
                    ? "no sign-in is set up: run “latchkey configure https://…” with your portal's address"
                    : "there is no sign-in or profile \(given); there are \(names)")
        }
        if let name = chosenName(nil, in: context), let found = signIn(named: name) { return found }
        if signIns.count == 1, let only = signIns.values.first { return only }
        guard !signIns.isEmpty else {
            throw CommandError(
                .configuration, "no sign-in is set up: run “latchkey configure https://…” with your portal's address")
        }
        let names = signIns.keys.sorted().prefix(8).joined(separator: ", ")
        throw CommandError(.usage, "name one of your sign-ins (\(names)), or set a default in config.yaml")
    }
}
