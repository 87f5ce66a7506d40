import Synchronization

/// Asks work to stop early: what has been begun is finished, and nothing else is begun.
package final class StopRequest: Sendable {
    private let requested = Mutex(false)

    package init() {}

    package var isRequested: Bool { requested.withLock { $0 } }

    package func request() { requested.withLock { $0 = true } }
}
