import Concurrency
import Formats
import OAuthClient
import Secrets
import SystemPackage
import Tokens

// How a person signs in: in a browser of this machine, or of another one.

extension SignInSessions {
    /// How long the browser is waited for.
    private static let patience = Duration.seconds(300)
    /// The port that an address names which nobody listens on: what the browser comes back with is pasted.
    private static let pastedPort: UInt16 = 8_400
    /// How often somebody may paste something else.
    private static let maximumPastes = 5

    func signIn(_ settings: SignInSettings) async throws(CommandError) {
        _ = try await signIn(settings, remotely: false)
    }

    /// Signs the person in.
    ///
    /// - Parameters:
    ///   - settings: where.
    ///   - remotely: whether the browser is on another machine.
    /// - Returns: what is kept of it.
    /// - Throws: ``CommandError`` in the person's words.
    func signIn(_ settings: SignInSettings, remotely: Bool) async throws(CommandError) -> KeptSignIn {
        // What couldn't be kept isn't asked of the person.
        _ = try await lock(settings).take(in: context)
        try rehearse(settings)
        let tokens: TokenSet
        do throws(OAuthError) {
            let client = client(settings)
            let metadata = try await client.metadata()
            if !remotely {
                tokens = try await inBrowser(client, metadata)
            } else if let device = try await device(client, metadata) {
                tokens = try await elsewhere(client, device, metadata)
            } else {
                tokens = try await pasted(client, metadata)
            }
        } catch {
            throw CommandError(error, at: settings)
        }
        let (lock, _) = try await lock(settings).take(in: context)
        defer { withExtendedLifetime(lock) {} }
        let former = try? found(settings)
        // They may be somebody else's.
        try forgetCredentials(of: settings)
        let kept = KeptSignIn(tokens, of: settings, at: context.timekeeper.now())
        try write(kept, settings)
        if let former { await end(former, settings) }
        return kept
    }

    /// Removes the credentials that came of a sign-in.
    func forgetCredentials(of settings: SignInSettings) throws(CommandError) {
        do throws(Errno) {
            try CredentialsCache(environment: context.environment)?.forget(signIn: settings.name)
        } catch {
            throw CommandError(.cannotCreate, "credentials of \(settings.name) can't be removed: \(error)")
        }
    }

    /// Ends the sign-in in whose place another one came, so that a portal lists the machine once. What can't be ended there now
    /// ends by itself. A provider might take it for the end of all that somebody allowed the client.
    private func end(_ former: KeptSignIn, _ settings: SignInSettings) async {
        guard settings.kind == .portal, let token = former.refreshToken else { return }
        do throws(OAuthError) {
            let client = client(settings)
            _ = try await client.revoke(token, isRefreshToken: true, at: try await client.metadata())
        } catch {
            return
        }
    }

    private func inBrowser(
        _ client: OAuthClient, _ metadata: ServerMetadata
    ) async throws(OAuthError) -> TokenSet {
        let listener = try await SignInListener(client.settings, at: metadata, timekeeper: context.timekeeper)
        let request = try client.request(at: metadata, redirect: listener.redirect, machine: machine(for: client))
        tell("Sign in at \(client.settings.issuer). If no browser opens, open this address:\n\n  \(request.url)\n")
        // A browser in the terminal, or a script, ends when it has shown the page. It isn't waited for.
        let opening = Task { [context] in
            do throws(CommandError) {
                try await context.openBrowser(request.url, context)
            } catch {
                context.streams.error(
                    error.status == .cannotCreate
                        ? "\(error); open the address yourself, or use --remote"
                        : "no browser could be opened; open the address, or use --remote")
            }
        }
        // The browser has read its page by then.
        defer {
            withExtendedLifetime(opening) {}
            (try? LinkPage(environment: context.environment))?.remove(request.url)
        }
        return try await listener.wait(for: request, limit: Self.patience) { answer in
            do throws(OAuthError) {
                return .success(try await client.tokens(for: answer, to: request, at: metadata))
            } catch {
                return .failure(error)
            }
        }
    }

    private func pasted(_ client: OAuthClient, _ metadata: ServerMetadata) async throws(OAuthError) -> TokenSet {
        let port = client.settings.port ?? Self.pastedPort
        let request = try client.request(
            at: metadata, redirect: SignInListener.redirect(port: port), machine: machine(for: client))
        tell(
            """
            Open this address in a browser of any machine:

              \(request.url)

            Its last page can't be shown. Copy that page's address, which begins with \(request.redirect).
            """)
        var fault: AnswerFault?
        for _ in 0..<Self.maximumPastes {
            guard let text = await context.ask("Paste it here: ") else { break }
            let answer: AuthorizationAnswer
            do throws(AnswerFault) {
                answer = try request.answer(pasted: text)
            } catch {
                fault = error
                context.streams.error("\(CommandError(.answer(error), at: client.settings)); try again")
                continue
            }
            return try await client.tokens(for: answer, to: request, at: metadata)
        }
        throw fault.map { .answer($0) } ?? .noTerminal
    }

    /// A sign-in by a code; nil where the server has none, or not for this client.
    private func device(
        _ client: OAuthClient, _ metadata: ServerMetadata
    ) async throws(OAuthError) -> DeviceAuthorization? {
        guard metadata.deviceEndpoint != nil else { return nil }
        do throws(OAuthError) {
            return try await client.beginDevice(at: metadata)
        } catch .refused("unauthorized_client", _), .refused("invalid_client", _), .refused("unsupported_grant_type", _)
        {
            return nil
        }
    }

    private func elsewhere(
        _ client: OAuthClient, _ device: DeviceAuthorization, _ metadata: ServerMetadata
    ) async throws(OAuthError) -> TokenSet {
        var text = """
            Open this address in a browser of any machine, and enter the code \(device.userCode):

              \(device.address)

            """
        if let whole = device.wholeAddress { text += "\nOr this one, and compare the code:\n\n  \(whole)\n" }
        tell(text)
        return try await client.tokens(for: device, at: metadata)
    }

    /// The name of this machine, for a portal.
    private func machine(for client: OAuthClient) -> String? {
        client.settings.kind == .portal ? context.machine() : nil
    }

    /// Standard output is for what a command prints.
    private func tell(_ text: String) { context.streams.log(text) }
}
