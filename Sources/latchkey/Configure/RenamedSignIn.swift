import IdentityProofs
import OAuthClient

/// A portal's own sign-in that is called otherwise by what the portal serves now. Whoever is signed in stays so.
struct RenamedSignIn {
    let former: SignInSettings
    let current: SignInSettings

    /// - Parameters:
    ///   - file: what the portal serves now.
    ///   - portal: what this machine keeps of it.
    ///   - context: the machine.
    /// - Throws: ``CommandError`` when the person's own file can't be read. Nil where nothing was renamed.
    init?(_ file: ServedFile, of portal: KeptPortals.Portal?, in context: CommandContext) throws(CommandError) {
        guard let name = portal?.signIn, !file.signIns.contains(where: { $0.name == name }),
            let current = file.signIns.first(where: { $0.kind == .portal && $0.issuer == portal?.address.origin }),
            let folder = UserFolders(environment: context.environment).settings
        else { return nil }
        // A person's own words go on as they are.
        let own = try ConfigurationFile("\(folder)/config.yaml", in: context)
        guard own?.signIns[name] == nil else { return nil }
        self.current = current
        var former = current
        former.name = name
        self.former = former
    }

    /// Keeps what signs the person in under the new name.
    func carryOver(in context: CommandContext) async throws(CommandError) {
        let sessions = SignInSessions(transport: try context.serverTransport(), context: context)
        let (lock, _) = try await sessions.lock(former).take(in: context)
        defer { withExtendedLifetime(lock) {} }
        guard let kept = try sessions.found(former) else { return }
        if try sessions.found(current) == nil { try sessions.write(kept, current) }
        try sessions.remove(former)
        try sessions.forgetCredentials(of: former)
    }
}
