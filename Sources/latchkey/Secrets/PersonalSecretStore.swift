/// The person's secrets: in the desktop's keyring where there is one that works, or else in files.
///
/// `LATCHKEY_SECRETS` decides it for whoever wants one of both.
struct PersonalSecretStore: SecretStore {
    private enum Choice: String {
        case keyring
        case files
    }

    private let keyring: (any SecretStore)?
    private let files: any SecretStore
    /// Whether nothing may be kept in files.
    private let needsKeyring: Bool

    /// - Throws: ``CommandError`` for a variable that can't be used, or where there is no place at all.
    init(in context: CommandContext) throws(CommandError) {
        guard let folder = UserFolders(environment: context.environment).state else {
            throw CommandError(.configuration, "there is no place for what signs you in: set HOME")
        }
        var choice: Choice?
        if let text = context.variable("LATCHKEY_SECRETS") {
            choice = Choice(rawValue: text)
            guard choice != nil else {
                throw CommandError(.configuration, "LATCHKEY_SECRETS is “\(text)”: it should be keyring or files")
            }
        }
        let keyring = choice == .files ? nil : KeyringSecretStore(in: context)
        if choice == .keyring, keyring == nil {
            throw CommandError(
                .configuration, "there is no keyring: libsecret or the session's bus is missing (LATCHKEY_SECRETS)")
        }
        self.init(
            keyring: keyring, files: FolderSecretStore(folder: "\(folder)/sign-ins"), needsKeyring: choice == .keyring)
    }

    init(keyring: (any SecretStore)?, files: any SecretStore, needsKeyring: Bool = false) {
        self.keyring = keyring
        self.files = files
        self.needsKeyring = needsKeyring
    }

    /// The keyring, if it answers.
    var place: SecretPlace {
        if needsKeyring { return .secretService }
        guard let keyring else { return files.place }
        do throws(CommandError) {
            _ = try keyring.read("probe")
            return keyring.place
        } catch {
            return files.place
        }
    }

    func read(_ name: String) throws(CommandError) -> [UInt8]? {
        if needsKeyring, let keyring { return try keyring.read(name) }
        // What was kept without a keyring, on a terminal from elsewhere, counts until it is kept anew.
        if let kept = try? keyring?.read(name) { return kept }
        return try files.read(name)
    }

    func write(_ bytes: [UInt8], as name: String) throws(CommandError) {
        if needsKeyring, let keyring { return try keyring.write(bytes, as: name) }
        if let keyring, (try? keyring.write(bytes, as: name)) != nil { return try files.remove(name) }
        try files.write(bytes, as: name)
    }

    func remove(_ name: String) throws(CommandError) {
        try files.remove(name)
        guard let keyring else { return }
        do throws(CommandError) {
            try keyring.remove(name)
        } catch  where needsKeyring {
            throw error
        } catch {
            // Where the keyring doesn't answer, nothing was kept in it either.
        }
    }
}
