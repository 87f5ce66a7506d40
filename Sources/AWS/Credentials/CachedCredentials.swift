package import FoundationEssentials
import Synchronization

/// Keeps another provider's credentials and refreshes them before they end, once for all who wait.
///
/// From five minutes before the end a refresh goes on beside the requests, which meanwhile take what there is; only
/// in the last minute do they wait for it. A refresh that fails leaves the still valid ones in use.
/// Credentials without an end are asked for again every five minutes, so that a rotated key is picked up.
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

    private static let ahead: TimeInterval = 300
    private static let leastRemaining: TimeInterval = 60
    /// Between two refreshes when the first failed or brought credentials that are themselves about to end.
    private static let pause: TimeInterval = 15

    private let provider: any CredentialsProvider
    private let now: @Sendable () -> Date
    private let state = Mutex(State())

    package init(_ provider: any CredentialsProvider, now: @escaping @Sendable () -> Date = { Date.now }) {
        self.provider = provider
        self.now = now
    }

    package func credentials() async throws(AWSError) -> Credentials {
        switch choose() {
        case .take(let credentials): return credentials
        case .wait(let refresh):
            guard let result = await Self.result(of: refresh) else { throw .credentials("the wait was broken off") }
            if case .failure = result, let current = state.withLock({ $0.current }), remaining(of: current) > 0 {
                return current
            }
            return try result.get()
        }
    }

    private func choose() -> Choice {
        let time = now()
        return state.withLock { state in
            if let current = state.current, remaining(of: current) > Self.leastRemaining {
                if time >= state.due, state.refresh == nil { state.refresh = startRefresh() }
                return .take(current)
            }
            // In the last minute, between two refreshes: what there is still works.
            if let current = state.current, time < state.due, remaining(of: current) > 0 { return .take(current) }
            if let refresh = state.refresh { return .wait(refresh) }
            let refresh = startRefresh()
            state.refresh = refresh
            return .wait(refresh)
        }
    }

    /// In seconds.
    private func remaining(of credentials: Credentials) -> TimeInterval {
        credentials.expiration?.timeIntervalSince(now()) ?? .infinity
    }

    private func startRefresh() -> Refresh {
        // Not a child of the request that happens to come first: the others need it even when that one is cancelled.
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

    /// What a refresh brings; nil as soon as the waiting task is cancelled, as its request's time is over.
    private static func result(of refresh: Refresh) async -> Result<Credentials, AWSError>? {
        let results = AsyncStream<Result<Credentials, AWSError>> { continuation in
            Task {
                continuation.yield(await refresh.value)
                continuation.finish()
            }
        }
        return await results.first { _ in true }
    }

    private func finish(_ result: Result<Credentials, AWSError>) {
        let time = now()
        state.withLock { state in
            state.refresh = nil
            state.due = time.addingTimeInterval(Self.pause)
            guard case .success(let credentials) = result else { return }
            state.current = credentials
            let end = credentials.expiration?.addingTimeInterval(-Self.ahead)
            state.due = max(state.due, end ?? time.addingTimeInterval(Self.ahead))
        }
    }
}
