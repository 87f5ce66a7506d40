package import Concurrency
package import Cryptography
import Synchronization
package import Transport

/// An issuer's keys, read from where it publishes them, and kept. Where its discovery document says where that is, the
/// document is read each time too.
///
/// - Keys that are an hour old are read again in the background, and used meanwhile.
/// - A key ID that isn't among them has them read again, but only once a minute whatever tokens come, so that nobody can
///   have Latchkey flood the issuer.
/// - All who wait share one request.
/// - When reading fails, the keys stay in use, for a day at the most. Without any keys, the next try is made 5 seconds after
///   the last one failed, so that a server that never answers doesn't have everybody wait.
package final class KeySetCache: TokenKeys {
    private typealias Fetch = SharedTask<Result<KeySet, KeySetError>>

    private struct State {
        var keys: KeySet?
        /// When the keys were read.
        var readAt: Instant?
        /// When the last request for them was begun, or failed.
        var askedAt: Instant?
        var failure: KeySetError?
        var fetch: Fetch?
    }

    private enum Choice {
        case answer(VerificationKey?)
        case fail(KeySetError)
        case wait(Fetch)
    }

    private static let refreshAge: Duration = .seconds(3_600)
    private static let maximumAge: Duration = .seconds(86_400)
    private static let pause: Duration = .seconds(60)
    private static let pauseWithoutKeys: Duration = .seconds(5)

    private let reader: KeySetReader
    private let timekeeper: Timekeeper
    private let state = Mutex(State())

    /// Reads nothing yet.
    ///
    /// - Parameters:
    ///   - address: where the issuer publishes its keys.
    ///   - transport: sends the requests. It follows no redirect, and verifies TLS.
    ///   - timekeeper: our clocks.
    package convenience init(address: KeySetAddress, transport: any Transport, timekeeper: Timekeeper) {
        self.init(source: .address(address), hosts: nil, transport: transport, timekeeper: timekeeper)
    }

    /// Reads nothing yet.
    ///
    /// - Parameters:
    ///   - source: where the issuer's keys are found.
    ///   - hosts: those that keys, and the document that says where they are, may be read from; nil for any.
    ///   - transport: sends the requests. It follows no redirect, verifies TLS, and keeps the rule for addresses.
    ///   - timekeeper: our clocks.
    package init(source: KeySource, hosts: KeyHosts?, transport: any Transport, timekeeper: Timekeeper) {
        reader = KeySetReader(source: source, hosts: hosts, transport: transport, timekeeper: timekeeper)
        self.timekeeper = timekeeper
    }

    package func key(withID id: String) async throws(KeySetError) -> VerificationKey? {
        switch choose(id) {
        case .answer(let key): return key
        case .fail(let error): throw error
        case .wait(let fetch):
            guard let result = await fetch.value() else { throw .cancelled }
            // After a failure the keys from before still count.
            if let keys = state.withLock({ usableKeys($0) }) { return keys.key(withID: id) }
            return try result.get().key(withID: id)
        }
    }

    private func choose(_ id: String) -> Choice {
        state.withLock { state in
            let keys = usableKeys(state)
            if let key = keys?.key(withID: id) {
                if age(of: state) >= Self.refreshAge, isDue(state) { _ = begin(&state) }
                return .answer(key)
            }
            if let fetch = state.fetch, fetch.join() { return .wait(fetch) }
            if isDue(state) {
                let fetch = begin(&state)
                if fetch.join() { return .wait(fetch) }
            }
            return keys == nil ? .fail(state.failure ?? .cancelled) : .answer(nil)
        }
    }

    private func age(of state: State) -> Duration {
        state.readAt.map { timekeeper.instant() - $0 } ?? .zero
    }

    /// The keys, unless they are so old that nobody knows whether they are still the issuer's.
    private func usableKeys(_ state: State) -> KeySet? {
        age(of: state) < Self.maximumAge ? state.keys : nil
    }

    private func isDue(_ state: State) -> Bool {
        guard state.fetch == nil else { return false }
        guard let askedAt = state.askedAt else { return true }
        return timekeeper.instant() - askedAt >= (usableKeys(state) == nil ? Self.pauseWithoutKeys : Self.pause)
    }

    private func begin(_ state: inout State) -> Fetch {
        let fetch = Fetch { [self] in
            let result = await reader.read()
            finish(result)
            return result
        }
        state.askedAt = timekeeper.instant()
        state.fetch = fetch
        // Somebody always waits, so that the request isn't cancelled when all who asked for it have gone.
        if fetch.join() { Task { await fetch.value() } }
        return fetch
    }

    private func finish(_ result: Result<KeySet, KeySetError>) {
        state.withLock { state in
            state.fetch = nil
            switch result {
            case .success(let keys):
                (state.keys, state.readAt, state.failure) = (keys, timekeeper.instant(), nil)
            case .failure(let error): (state.failure, state.askedAt) = (error, timekeeper.instant())
            }
        }
    }
}
