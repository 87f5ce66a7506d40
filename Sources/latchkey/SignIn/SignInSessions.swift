import Concurrency
import Formats
import FoundationEssentials
import OAuthClient
import Reactor
import Secrets
import SystemPackage
import Tokens
import Transport

/// The sign-ins of the person who runs the tool: their tokens, renewed by one process at a time.
struct SignInSessions: SignInTokens {
    /// How long a token must still be good to be used, in seconds.
    private static let minimumRemaining: TimeInterval = 60

    /// As much as the tokens of a sign-in and a provider's keys may need.
    private static let roomByteCount = 64 << 10

    let transport: any Transport
    let context: CommandContext
    /// Where the tokens rest; nil for the person's own place.
    var store: (any SecretStore)?

    func accessToken(for settings: SignInSettings, refusing refused: Secret?) async throws(CommandError) -> Secret {
        func usable(_ kept: KeptSignIn) -> Secret? {
            guard let token = kept.accessToken, token != refused, isGood(until: kept.accessTokenEnd) else { return nil }
            return token
        }
        if let token = usable(try kept(settings)) { return token }
        let renewed = try await renew(settings) { (kept) throws(CommandError) in usable(kept) != nil }
        guard let token = renewed.accessToken else {
            throw CommandError(.badAnswer, "\(settings.issuer) renewed the sign-in without an access token")
        }
        return token
    }

    func idToken(for settings: SignInSettings) async throws(CommandError) -> IDToken {
        if let token = await usable(try kept(settings), settings) { return token }
        let renewed = try await renew(settings) { (kept) throws(CommandError) in
            await usable(kept, settings) != nil
        }
        guard let token = await usable(renewed, settings) else {
            throw .signInNeeded(settings.name, "the sign-in at \(settings.issuer) lasts too short")
        }
        return token
    }

    /// The ID token that is kept, if it still counts.
    private func usable(_ kept: KeptSignIn, _ settings: SignInSettings) async -> IDToken? {
        guard let text = kept.idToken, let keys = kept.keys, isGood(until: kept.idTokenEnd) else { return nil }
        do throws(OAuthError) {
            let claims = try await client(settings).claims(ofKept: text, keys: keys)
            guard isGood(until: claims.expiration) else { return nil }
            return IDToken(text: text, claim: { claims[$0] })
        } catch {
            return nil
        }
    }

    private func isGood(until end: Date?) -> Bool {
        end.map { $0.timeIntervalSince(context.timekeeper.now()) > Self.minimumRemaining } ?? false
    }

    /// Renews a sign-in by its refresh token, unless another process has done so meanwhile.
    ///
    /// - Parameters:
    ///   - settings: the sign-in.
    ///   - isGood: whether what is kept has what is needed.
    /// - Returns: what is kept now.
    /// - Throws: ``CommandError``, which ``CommandError/asksForSignIn`` when the server has ended it.
    private func renew(
        _ settings: SignInSettings, unless isGood: (KeptSignIn) async throws(CommandError) -> Bool
    ) async throws(CommandError) -> KeptSignIn {
        let (lock, _) = try await lock(settings).take(in: context)
        // The lock ends when nothing refers to it.
        defer { withExtendedLifetime(lock) {} }
        var kept = try kept(settings)
        if try await isGood(kept) { return kept }
        guard let token = kept.refreshToken else {
            throw .signInNeeded(settings.name, "the sign-in at \(settings.issuer) has ended")
        }
        // A refresh token that was spent is worth nothing. So nothing breaks this off until its successor is kept, and where it
        // couldn't be kept, as on a full disk, it isn't asked for.
        let release = context.holdSignals()
        defer { release() }
        try write(kept, settings)
        do throws(OAuthError) {
            let client = client(settings)
            kept.renew(try await client.refresh(token, of: kept.subject, at: try await client.metadata()))
        } catch {
            throw try ended(kept, settings, error)
        }
        try write(kept, settings)
        return kept
    }

    /// What to say when a sign-in can't be renewed. Only the server's word ends it.
    private func ended(
        _ kept: KeptSignIn, _ settings: SignInSettings, _ error: OAuthError
    ) throws(CommandError) -> CommandError {
        if error == .idToken(.missing) {
            return .signInNeeded(
                settings.name, "the sign-in at \(settings.issuer) has ended, which renews no ID tokens")
        }
        guard error.endsSignIn else { return CommandError(error, at: settings) }
        if case .refused("invalid_grant", _) = error {
            var kept = kept
            (kept.refreshToken, kept.accessToken, kept.accessTokenEnd) = (nil, nil, nil)
            try write(kept, settings)
        }
        return .signInNeeded(settings.name, "\(settings.issuer) has ended the sign-in \(settings.name)")
    }

    // MARK: What is kept

    /// Who signed in, and what it brought.
    ///
    /// - Throws: ``CommandError`` which ``CommandError/asksForSignIn`` when nobody has.
    func kept(_ settings: SignInSettings) throws(CommandError) -> KeptSignIn {
        guard let kept = try found(settings) else {
            throw .signInNeeded(settings.name, "nobody has signed in at \(settings.issuer)")
        }
        return kept
    }

    /// The same; nil when nobody has signed in.
    func found(_ settings: SignInSettings) throws(CommandError) -> KeptSignIn? {
        try secrets().read(Self.secretName(settings)).flatMap { KeptSignIn($0, of: settings) }
    }

    func write(_ kept: KeptSignIn, _ settings: SignInSettings) throws(CommandError) {
        try secrets().write(kept.bytes, as: Self.secretName(settings))
    }

    /// Finds out whether what a sign-in brings could be kept: a disk may be full.
    func rehearse(_ settings: SignInSettings) throws(CommandError) {
        let secrets = try secrets()
        guard case .folder = secrets.place else { return }
        let name = Self.secretName(settings) + ".room"
        try secrets.write([UInt8](repeating: UInt8(ascii: " "), count: Self.roomByteCount), as: name)
        try secrets.remove(name)
    }

    func remove(_ settings: SignInSettings) throws(CommandError) {
        try secrets().remove(Self.secretName(settings))
    }

    func secrets() throws(CommandError) -> any SecretStore {
        if let store { return store }
        return try PersonalSecretStore(in: context)
    }

    /// The lock of a sign-in, which whoever changes it has.
    func lock(_ settings: SignInSettings) throws(CommandError) -> ProcessLock {
        guard let folder = UserFolders(environment: context.environment).state else {
            throw CommandError(.configuration, "there is no place for what signs you in: set HOME")
        }
        return ProcessLock(path: FilePath("\(folder)/sign-ins/\(Self.secretName(settings)).renewing"))
    }

    func client(_ settings: SignInSettings) -> OAuthClient {
        OAuthClient(settings, transport: transport, timekeeper: context.timekeeper, random: context.random)
    }

    private static func secretName(_ settings: SignInSettings) -> String { "sign-in-\(settings.name)" }
}
