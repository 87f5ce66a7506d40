import Synchronization

/// Asks work under way to begin nothing new, and to finish what it has begun.
package final class StopRequest: Sendable {
    private let requested = Mutex(false)

    package init() {}

    package var isRequested: Bool { requested.withLock { $0 } }

    package func request() { requested.withLock { $0 = true } }
}
