import AWS
import Concurrency
import FoundationEssentials
import OAuthClient
import Reactor
import Secrets
import SystemPackage
import Transport

/// The credentials that a person calls by a name, from the cache or anew.
///
/// A name is a profile of the tool's configuration, or else one of AWS's files. Credentials are made by one process at a time;
/// the others wait, and take what it made.
struct PersonalCredentials: Sendable {
    /// What a child process finds in its environment that was started to give a profile's credentials.
    static let guardVariable = "LATCHKEY_CREDENTIALS_OF"
    /// How long credentials must still be good to be given out when others can't be had, in seconds.
    private static let minimumRemaining: TimeInterval = 60

    let configuration: ToolConfiguration
    private let cache: CredentialsCache?
    private let context: CommandContext

    /// Those of the person who runs a command.
    ///
    /// - Throws: ``CommandError`` for files that can't be used.
    init(in context: CommandContext) throws(CommandError) {
        configuration = try ToolConfiguration.load(in: context)
        self.context = context
        cache = CredentialsCache(environment: context.environment)
    }

    /// The credentials of a name.
    ///
    /// - Parameters:
    ///   - given: the name; nil for the one that counts then.
    ///   - signsIn: whether the person is asked to sign in when they have to.
    /// - Returns: credentials that are still good for five minutes, if such can be had.
    /// - Throws: ``CommandError`` in the person's words.
    func credentials(of given: String?, signsIn: Bool = false) async throws(CommandError) -> KeptCredentials {
        let name = try name(given)
        if let fresh = cache?.fresh(name, at: context.timekeeper.now(), context.version) { return fresh }
        let start = context.timekeeper.now()
        guard let (lock, waited) = try await lock(name) else { return try await make(name, signsIn) }
        // The lock ends when nothing refers to it.
        defer { withExtendedLifetime(lock) {} }
        // Another process may have made them just now, whether or not the lock was waited for.
        if let fresh = cache?.fresh(name, at: context.timekeeper.now(), context.version) { return fresh }
        if waited, let note = FailureNote(lock), note.date >= start, !signsIn || !note.error.asksForSignIn {
            return try old(name, orThrow: note.error)
        }
        (try? LinkPage(environment: context.environment))?.removeOldPages()
        do throws(CommandError) {
            let made = try await make(name, signsIn)
            keep(made)
            lock.write(note: [])
            return made
        } catch {
            lock.write(note: FailureNote(error, at: context.timekeeper.now()).bytes)
            return try old(name, orThrow: error)
        }
    }

    /// The name that a command means.
    func name(_ given: String?) throws(CommandError) -> String {
        if let name = configuration.chosenName(given, in: context) { return name }
        if let name = context.variable("AWS_PROFILE") { return name }
        guard !configuration.profiles.isEmpty else {
            throw CommandError(
                .configuration,
                "no profile is set up: run “latchkey configure https://…” with your portal's address, or name a "
                    + "profile of AWS's files")
        }
        let names = configuration.profiles.keys.sorted().prefix(8).joined(separator: ", ")
        throw CommandError(.usage, "name one of your profiles (\(names)), or set a default in config.yaml")
    }

    /// The lock for making a name's credentials; nil where no file can be written, so that each process makes its own.
    private func lock(_ name: String) async throws(CommandError) -> (FileLock, waited: Bool)? {
        guard let cache else { return nil }
        do throws(CommandError) {
            return try await cache.lock(name).take(in: context)
        } catch  where error.status == .cannotCreate {
            context.streams.error("the credentials aren't kept: \(error)")
            return nil
        }
    }

    private func keep(_ made: KeptCredentials) {
        // Long-lived keys are in a file already.
        guard made.credentials.expiration != nil else { return }
        do throws(Errno) {
            try cache?.keep(made)
        } catch {
            context.streams.error("the credentials aren't kept: \(error)")
        }
    }

    /// What was made before and is still good, where a server can't be had for the moment.
    private func old(_ name: String, orThrow error: CommandError) throws(CommandError) -> KeptCredentials {
        guard [.unavailable, .tryAgain].contains(error.status), let kept = cache?.kept(name),
            kept.isCurrent(context.version), kept.remaining(at: context.timekeeper.now()) > Self.minimumRemaining
        else { throw error }
        context.streams.error("new credentials can't be had, the old ones end soon: \(error)")
        return kept
    }

    private func make(_ name: String, _ signsIn: Bool) async throws(CommandError) -> KeptCredentials {
        guard let profile = configuration.profiles[name] else { return try await makeFromFiles(name) }
        let reach = try Reach(in: context)
        do throws(CommandError) {
            return try await make(profile, by: reach)
        } catch  where signsIn && error.asksForSignIn {
            try await reach.tokens.signIn(profile.signIn)
            return try await make(profile, by: reach)
        }
    }

    private func make(_ profile: PersonalProfile, by reach: Reach) async throws(CommandError) -> KeptCredentials {
        let credentials: Credentials
        let origin: String
        switch profile.role {
        case .portal(let role):
            credentials = try await portal(profile.signIn, by: reach).credentials(of: role)
            origin = "the portal \(profile.signIn.issuer)"
        case .direct(let arn):
            let role = try DirectRole(profile, arn: arn, transport: reach.transport, in: context)
            credentials = try await role.credentials(for: try await reach.tokens.idToken(for: profile.signIn))
            origin = "role \(arn), by \(profile.signIn.issuer)"
        }
        return KeptCredentials(
            name: profile.name, credentials: credentials, origin: origin, signIn: profile.signIn.name,
            region: profile.region, sources: configuration.sources)
    }

    /// A portal, as this person asks it.
    func portal(_ settings: SignInSettings) throws(CommandError) -> PortalClient {
        try portal(settings, by: Reach(in: context))
    }

    private func portal(_ settings: SignInSettings, by reach: Reach) throws(CommandError) -> PortalClient {
        try PortalClient(
            settings, tokens: reach.tokens, transport: reach.transport, timekeeper: context.timekeeper)
    }

    private func makeFromFiles(_ name: String) async throws(CommandError) -> KeptCredentials {
        guard context.variable(Self.guardVariable) != name else {
            throw CommandError(
                .configuration,
                "the credential_process of the profile \(name) asks latchkey for \(name), which is no profile of latchkey's: "
                    + "add it to config.yaml, or run “latchkey configure”")
        }
        var context = context
        context.environment[Self.guardVariable] = name
        var options = AWSOptions()
        options.profile = name
        options.region = nil
        options.mfa = MFAOptions()
        options.mfa.command = nil
        let session = try AWSSession(options, in: context)
        let found = try await session.credentials()
        let files = [
            Profiles.configPath(context.environment), Profiles.credentialsPath(context.environment),
        ].compactMap { $0 }
        let sources = configuration.sources + files.map { .init(path: $0, version: context.version($0)) }
        return KeptCredentials(
            name: name, credentials: found.credentials, origin: found.origin.words, region: session.region,
            sources: sources)
    }
}

/// What credentials are made with. What is in the cache needs none of it, and to have it takes longer than to print that.
private struct Reach {
    let transport: any Transport
    let tokens: any SignInTokens

    init(in context: CommandContext) throws(CommandError) {
        transport = try context.serverTransport()
        tokens = context.tokens(transport, context)
    }
}
