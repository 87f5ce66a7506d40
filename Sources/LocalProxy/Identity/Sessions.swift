import Concurrency
import HTTP1
import Secrets
import Synchronization

/// The sessions that servers opened for the person, in memory and each for its own server.
final class Sessions: Sendable {
    /// How an attempt to sign in ended.
    enum Outcome: Sendable, Equatable {
        case signedIn
        /// Why not, in a sentence.
        case refused(IdentityRefusal)
    }

    private struct Entry {
        var value: Secret
        var ends: Instant?
    }

    private struct State {
        var entries: [Origin: Entry] = [:]
        var running: [Origin: SharedTask<Outcome>] = [:]
        /// Attempts that failed, and until when no other is made.
        var failures: [Origin: (outcome: Outcome, until: Instant)] = [:]
    }

    /// How long a server that refused an identity isn't tried again: each proof costs calls to AWS.
    private static let pauseAfterFailure = Duration.seconds(10)
    /// A session is given up a little before its end, so that it doesn't end on the way.
    private static let margin = Duration.seconds(5)

    private let state = Mutex(State())
    private let clock: Timekeeper
    private let open: @Sendable (Origin, ServerChallenge) async throws(IdentityRefusal) -> SessionCookie.Session

    /// - Parameters:
    ///   - clock: judges how old sessions are.
    ///   - open: proves the identity to a server, which answers with a session.
    init(
        clock: Timekeeper,
        open: @escaping @Sendable (Origin, ServerChallenge) async throws(IdentityRefusal) -> SessionCookie.Session
    ) {
        self.clock = clock
        self.open = open
    }

    /// The session at the server.
    func session(at server: Origin) -> Secret? {
        let now = clock.instant()
        return state.withLock { state in
            guard let entry = state.entries[server] else { return nil }
            if let ends = entry.ends, ends <= now {
                state.entries[server] = nil
                return nil
            }
            return entry.value
        }
    }

    /// Forgets a session that the server didn't take, unless there is a newer one already.
    func forget(_ session: Secret, at server: Origin) {
        state.withLock { state in
            if state.entries[server]?.value == session { state.entries[server] = nil }
        }
    }

    /// Takes over what a server said of its session, in answer to a request that had it.
    func update(from fields: HeaderFields, at server: Origin) {
        guard let session = state.withLock({ $0.entries[server]?.value }),
            let change = SessionCookie.session(in: fields, updating: session)
        else { return }
        set(change, at: server)
    }

    /// Signs in; who asks while somebody does waits for the same answer.
    func signIn(at server: Origin, _ challenge: ServerChallenge) async -> Outcome {
        let now = clock.instant()
        let task: SharedTask<Outcome>? = state.withLock { state in
            if let failure = state.failures[server], failure.until > now { return nil }
            if let task = state.running[server], task.join() { return task }
            let task = SharedTask { [self] in await attempt(server, challenge) }
            _ = task.join()
            state.running[server] = task
            return task
        }
        guard let task else {
            return state.withLock { $0.failures[server]?.outcome } ?? .refused(IdentityRefusal("It failed just now."))
        }
        return await task.value() ?? .refused(IdentityRefusal("The request was given up."))
    }

    private func attempt(_ server: Origin, _ challenge: ServerChallenge) async -> Outcome {
        let outcome: Outcome
        do throws(IdentityRefusal) {
            set(try await open(server, challenge), at: server)
            outcome = .signedIn
        } catch {
            outcome = .refused(error)
        }
        let until = clock.instant() + Self.pauseAfterFailure
        state.withLock { state in
            state.running[server] = nil
            state.failures[server] = outcome == .signedIn ? nil : (outcome, until)
        }
        return outcome
    }

    private func set(_ session: SessionCookie.Session?, at server: Origin) {
        let now = clock.instant()
        state.withLock { state in
            state.entries[server] = session.map { session in
                Entry(value: session.value, ends: session.lifetime.map { now + $0 - Self.margin })
            }
        }
    }
}
