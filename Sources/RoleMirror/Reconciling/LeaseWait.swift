import Concurrency

/// The waits of one login or removal for a lease that somebody else has: each longer than the one before, and together no
/// longer than ``RoleLease/patience``.
struct LeaseWait {
    private var backoff: Backoff
    private var waited: Duration = .zero
    private let timekeeper: Timekeeper

    init(shortest: Duration, longest: Duration, timekeeper: Timekeeper) {
        backoff = Backoff(shortest: shortest, longest: longest)
        self.timekeeper = timekeeper
    }

    /// Waits once more.
    ///
    /// - Throws: ``RoleMirrorError/roleBusy`` instead, when that would be too long, or the task is cancelled.
    mutating func wait() async throws(RoleMirrorError) {
        let wait = backoff.wait()
        guard waited + wait < RoleLease.patience, !Task.isCancelled else { throw .roleBusy }
        await timekeeper.sleep(wait)
        waited += wait
    }
}
