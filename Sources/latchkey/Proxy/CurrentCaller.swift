import AWS
import Concurrency
import FoundationEssentials
import Synchronization

/// Who the person is in AWS now, for a program that goes on.
///
/// Credentials are looked for again before they expire; those that don't say when, each time. One look serves all who ask
/// meanwhile, so that the person is asked for one MFA code.
final class CurrentCaller: Sendable {
    private typealias Outcome = Result<AWSSession.Caller, CommandError>

    private struct State {
        var known: AWSSession.Caller?
        var running: SharedTask<Outcome>?
    }

    /// How long credentials must still be good to be used without a look for others, in seconds.
    private static let minimumRemaining: TimeInterval = 60

    private let session: AWSSession
    private let timekeeper: Timekeeper
    private let state = Mutex(State())

    init(_ session: AWSSession, timekeeper: Timekeeper) {
        self.session = session
        self.timekeeper = timekeeper
    }

    func caller() async throws(CommandError) -> AWSSession.Caller {
        if let known = known(remaining: Self.minimumRemaining) { return known }
        let task = state.withLock { state in
            if let task = state.running, task.join() { return task }
            let task = SharedTask { [self] in await look() }
            _ = task.join()
            state.running = task
            return task
        }
        guard let outcome = await task.value() else { throw CommandError(.tryAgain, "the request was given up") }
        return try outcome.get()
    }

    private func look() async -> Outcome {
        defer { state.withLock { $0.running = nil } }
        do throws(CommandError) {
            let found = try await session.credentials()
            let before = state.withLock { $0.known }
            if let before, before.found == found { return .success(before) }
            let caller = try await session.caller(found)
            state.withLock { $0.known = caller }
            return .success(caller)
        } catch {
            return known(remaining: 0).map { .success($0) } ?? .failure(error)
        }
    }

    /// Whoever was found before, if the credentials say that they are good for longer than so many seconds.
    private func known(remaining seconds: TimeInterval) -> AWSSession.Caller? {
        guard let known = state.withLock({ $0.known }), let end = known.found.credentials.expiration,
            end.timeIntervalSince(timekeeper.now()) > seconds
        else { return nil }
        return known
    }
}
