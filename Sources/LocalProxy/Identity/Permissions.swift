import Concurrency
import Synchronization

/// Asks the person whether a server may learn who they are.
package protocol PermissionAsker: Sendable {
    /// Asks once; the answer isn't sought again while the proxy runs.
    func ask(_ server: Origin, account: String) async -> PermissionAnswer
}

package enum PermissionAnswer: Sendable {
    case no
    /// Yes, until the proxy ends.
    case now
    /// Yes, and it is remembered.
    case always
}

/// The servers to which the person's identity may be proved. Anyone can ask for a proof; only these get one.
package final class Permissions: Sendable {
    private struct State {
        var allowed: Set<Origin>
        /// Servers about which the person was asked, with the answer as it comes.
        var asked: [Origin: SharedTask<Bool>] = [:]
    }

    /// How many servers the person is asked about: a page can't go on asking for ever.
    private static let maximumQuestions = 20

    private let state: Mutex<State>
    /// The KMS keys under which credentials may be encrypted, and the servers that may have them without TLS.
    private let tokens: TokenPermissions
    private let file: PermissionFile?
    private let asker: (any PermissionAsker)?
    private let forgotten: @Sendable (PermissionFileError) -> Void

    /// - Parameters:
    ///   - allowed: servers that the person named when the proxy was started.
    ///   - file: where permissions are remembered.
    ///   - asker: nil when there is no terminal to ask on.
    ///   - tokens: who may have encrypted credentials.
    ///   - forgotten: told why a permission can't be written down. It holds until the proxy ends.
    /// - Throws: ``PermissionFileError`` when the file can't be read.
    package init(
        allowed: [Origin], file: PermissionFile?, asker: (any PermissionAsker)?,
        tokens: TokenPermissions = TokenPermissions(),
        forgotten: @escaping @Sendable (PermissionFileError) -> Void = { _ in }
    ) throws(PermissionFileError) {
        let remembered = try file?.read() ?? []
        state = Mutex(State(allowed: Set(allowed + remembered).filter(\.isPrivate)))
        self.tokens = tokens
        self.file = file
        self.asker = asker
        self.forgotten = forgotten
    }

    /// Whether the person allowed the server.
    func allows(_ server: Origin) -> Bool { state.withLock { $0.allowed.contains(server) } }

    /// Whether the person allowed this host and port by any scheme, and so knows that it is reached.
    func knows(_ server: HostPort) -> Bool {
        state.withLock { $0.allowed.contains { $0.server == server } }
            || tokens.serversWithoutTLS.contains { $0.server == server }
    }

    /// Whether the person allowed a server of this machine.
    package var knowThisMachine: Bool {
        state.withLock { $0.allowed.contains { $0.server.isLoopback } }
            || tokens.serversWithoutTLS.contains { $0.server.isLoopback }
    }

    /// Whether credentials may be encrypted under this key.
    func allowsKey(_ id: String) -> Bool { tokens.keys.contains { $0.utf8.elementsEqual(id.utf8) } }

    /// Whether the server may have encrypted credentials although it has no TLS.
    func allowsTokenWithoutTLS(_ server: Origin) -> Bool { tokens.serversWithoutTLS.contains(server) }

    /// Where a request for that server goes: over TLS, if the person allowed the server so and the request is for http.
    func preferred(_ server: Origin) -> Origin {
        guard let secured = server.secured, !allows(server), allows(secured) else { return server }
        return secured
    }

    /// Whether the person allows the server, asked now if they weren't before.
    ///
    /// A server that others on the way can read is never allowed, and isn't asked about.
    func seek(_ server: Origin, account: String) async -> Bool {
        guard server.isPrivate else { return false }
        if allows(server) { return true }
        guard let asker else { return false }
        let question: SharedTask<Bool>? = state.withLock { state in
            if let task = state.asked[server], task.join() { return task }
            guard state.asked.count < Self.maximumQuestions else { return nil }
            let task = SharedTask { [self] in
                let answer = await asker.ask(server, account: account)
                if answer != .no { allow(server, isRemembered: answer == .always) }
                return answer != .no
            }
            _ = task.join()
            state.asked[server] = task
            return task
        }
        return await question?.value() ?? false
    }

    private func allow(_ server: Origin, isRemembered: Bool) {
        state.withLock { _ = $0.allowed.insert(server) }
        guard isRemembered else { return }
        do throws(PermissionFileError) {
            try file?.add(server)
        } catch {
            forgotten(error)
        }
    }
}
