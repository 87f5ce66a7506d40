package import Concurrency
import FoundationEssentials
import Synchronization

/// Keeps another provider's credentials, and refreshes them before they expire, once for all requests that wait.
///
/// Five minutes before the credentials expire they are refreshed in the background, and requests use the old ones
/// meanwhile. Only in the last minute do requests wait for the refresh. If a refresh fails, the old credentials stay in use
/// until they expire. Credentials that don't say when they expire are refreshed every five minutes, so that a rotated key
/// is noticed.
package final class CachedCredentials: CredentialsProvider {
    private typealias Refresh = Task<Result<Credentials, AWSError>, Never>

    private struct State {
        var current: Credentials?
        /// When the next refresh is due.
        var due = Date.distantPast
        var refresh: Refresh?
    }

    private enum Choice {
        case take(Credentials)
        case wait(Refresh)
    }

    /// How long before the credentials expire they are refreshed, in seconds.
    private static let refreshLead: TimeInterval = 300
    /// How long credentials must still be valid to be used without a wait, in seconds.
    private static let minimumRemaining: TimeInterval = 60
    /// The shortest time between two refreshes, in seconds. It counts when one fails, or brings credentials that are about
    /// to expire.
    private static let pause: TimeInterval = 15

    private let provider: any CredentialsProvider
    private let timekeeper: Timekeeper
    private let state = Mutex(State())

    package init(_ provider: any CredentialsProvider, timekeeper: Timekeeper = .system) {
        self.provider = provider
        self.timekeeper = timekeeper
    }

    package func credentials() async throws(AWSError) -> Credentials {
        switch choose() {
        case .take(let credentials): return credentials
        case .wait(let refresh):
            guard let result = await refresh.valueUnlessCancelled() else {
                throw .credentials("the request was cancelled while it waited")
            }
            if case .failure = result, let current = state.withLock({ $0.current }), remaining(of: current) > 0 {
                return current
            }
            return try result.get()
        }
    }

    private func choose() -> Choice {
        let time = timekeeper.now()
        return state.withLock { state in
            if let current = state.current, remaining(of: current) > Self.minimumRemaining {
                if time >= state.due, state.refresh == nil { state.refresh = startRefresh() }
                return .take(current)
            }
            // In the last minute, too early for another refresh: the old ones still work.
            if let current = state.current, time < state.due, remaining(of: current) > 0 { return .take(current) }
            if let refresh = state.refresh { return .wait(refresh) }
            let refresh = startRefresh()
            state.refresh = refresh
            return .wait(refresh)
        }
    }

    /// How long the credentials are still valid, in seconds.
    private func remaining(of credentials: Credentials) -> TimeInterval {
        credentials.expiration?.timeIntervalSince(timekeeper.now()) ?? .infinity
    }

    private func startRefresh() -> Refresh {
        // A task of its own: when the request that started it is cancelled, other requests still need the result.
        Task {
            let result: Result<Credentials, AWSError>
            do throws(AWSError) {
                result = .success(try await provider.credentials())
            } catch {
                result = .failure(error)
            }
            finish(result)
            return result
        }
    }

    private func finish(_ result: Result<Credentials, AWSError>) {
        let time = timekeeper.now()
        state.withLock { state in
            state.refresh = nil
            state.due = time.addingTimeInterval(Self.pause)
            guard case .success(let credentials) = result else { return }
            state.current = credentials
            let end = credentials.expiration?.addingTimeInterval(-Self.refreshLead)
            state.due = max(state.due, end ?? time.addingTimeInterval(Self.refreshLead))
        }
    }
}
