package import Concurrency
package import Cryptography
import HTTPTypes
import Synchronization
package import Transport

/// An issuer's keys, read from the address where it publishes them, and kept.
///
/// - Keys that are an hour old are read again in the background, and used meanwhile.
/// - A key ID that isn't among them has them read again, but only once a minute whatever tokens come, so that nobody can
///   have Latchkey flood the issuer.
/// - All who wait share one request.
/// - When reading fails, the keys stay in use, for a day at the most. Without any keys, the next try is made after 5 seconds.
package final class KeySetCache: TokenKeys {
    private typealias Fetch = SharedTask<Result<KeySet, KeySetError>>

    private struct State {
        var keys: KeySet?
        /// When the keys were read.
        var readAt: ContinuousClock.Instant?
        /// When the last request for them was begun.
        var askedAt: ContinuousClock.Instant?
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
    private static let timeout: Duration = .seconds(5)

    private let address: KeySetAddress
    private let transport: any Transport
    private let timekeeper: Timekeeper
    private let state = Mutex(State())

    /// Reads nothing yet.
    ///
    /// - Parameters:
    ///   - address: where the issuer publishes its keys.
    ///   - transport: sends the requests. It follows no redirect, and verifies TLS.
    ///   - timekeeper: our clocks.
    package init(address: KeySetAddress, transport: any Transport, timekeeper: Timekeeper) {
        self.address = address
        self.transport = transport
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
            let result = await read()
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
            case .failure(let error): state.failure = error
            }
        }
    }

    private func read() async -> Result<KeySet, KeySetError> {
        let request = TransportRequest(
            head: address.request, deadline: timekeeper.instant() + Self.timeout,
            maximumResponseSize: KeySet.maximumByteCount)
        do throws(TransportError) {
            let response = try await transport.send(request)
            guard response.head.status == .ok else { return .failure(.status(response.head.status.code)) }
            return Result { () throws(KeySetError) in try KeySet(json: response.body) }
        } catch {
            return .failure(.transport(error))
        }
    }
}
