import ArgumentParser
import OAuthClient
import SystemPackage

/// `latchkey logout`
struct Logout: Command {
    static let configuration = CommandConfiguration(
        commandName: "logout",
        abstract: "Signs you out, and removes what was kept of it.",
        usage: "latchkey logout [OPTIONS] [<name>]",
        discussion: """
            Removes the sign-in and the credentials that came of it from this machine, and has the portal or the provider \
            revoke its tokens. Credentials that programs have taken already stay valid until they expire.

            EXAMPLES
              latchkey logout
              latchkey logout company
              latchkey logout --all
            """)

    @Argument(help: ArgumentHelp("Where to sign out: a sign-in or a profile.", valueName: "name"))
    var name: String?

    @Flag(help: "Sign out everywhere.")
    var all = false

    mutating func validate() throws {
        if all, name != nil { throw ValidationError("Give a name or --all, not both.") }
    }

    func perform(in context: CommandContext) async throws(CommandError) {
        (try? LinkPage(environment: context.environment))?.removeOldPages()
        let configuration = try ToolConfiguration.load(in: context)
        let chosen =
            all
            ? configuration.signIns.values.sorted { $0.name < $1.name }
            : [try configuration.chosenSignIn(name, in: context)]
        let transport = try context.serverTransport()
        let sessions = SignInSessions(transport: transport, context: context)
        var failure: CommandError?
        for settings in chosen {
            do throws(CommandError) {
                try await signOut(settings, sessions, in: context)
            } catch {
                // The others are ended all the same.
                if let failure { context.streams.error(failure.description) }
                failure = error
            }
        }
        if let failure { throw failure }
    }

    /// Removes first what is on this machine, whatever the server says. Nothing that is full or busy keeps anybody signed in.
    private func signOut(
        _ settings: SignInSettings, _ sessions: SignInSessions, in context: CommandContext
    ) async throws(CommandError) {
        let lock = try? await sessions.lock(settings).take(in: context)
        defer { withExtendedLifetime(lock) {} }
        let kept = try? sessions.found(settings)
        var failures: [CommandError] = []
        do throws(CommandError) { try sessions.remove(settings) } catch { failures.append(error) }
        do throws(CommandError) { try sessions.forgetCredentials(of: settings) } catch { failures.append(error) }
        var words = "Nobody was signed in at \(settings.name).\n"
        if let kept {
            do throws(OAuthError) {
                words =
                    try await revoke(kept, sessions.client(settings))
                    ? "Signed out at \(settings.name).\n"
                    : "Signed out at \(settings.name) on this machine. Its tokens end by themselves.\n"
            } catch {
                let reason = CommandError(error, at: settings)
                failures.append(
                    CommandError(
                        reason.status,
                        "signed out of \(settings.name) on this machine, but its tokens weren't revoked: \(reason)"))
            }
        }
        for failure in failures.dropLast() { context.streams.error(failure.description) }
        if let failure = failures.last { throw failure }
        try context.streams.output(words)
    }

    /// Whether the server has ended the tokens. With a refresh token, what came of it ends.
    private func revoke(_ kept: KeptSignIn, _ client: OAuthClient) async throws(OAuthError) -> Bool {
        guard let token = kept.refreshToken ?? kept.accessToken else { return false }
        return try await client.revoke(
            token, isRefreshToken: kept.refreshToken != nil, at: try await client.metadata())
    }
}
