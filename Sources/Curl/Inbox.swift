internal import AWS
internal import CCurl
internal import Glibc
internal import Synchronization

/// Where tasks leave transfers for the engine's thread.
///
/// The thread takes all that is there at once, and the event descriptor is written only when the thread sleeps: under
/// load a transfer costs one uncontended lock and no system call to hand over.
final class Inbox: Sendable {
    /// What the thread takes at once.
    struct Content: Sendable {
        var submitted: [Transfer] = []
        var cancelled: [Transfer] = []
        var isClosed = false

        var isEmpty: Bool { submitted.isEmpty && cancelled.isEmpty && !isClosed }
    }

    private struct State: Sendable {
        var content = Content()
        var sleeps = false

        /// Whether the thread has to be woken; from then on it is taken to be awake.
        mutating func wakes() -> Bool {
            defer { sleeps = false }
            return sleeps
        }
    }

    private let state = Mutex(State())

    /// Becomes readable when the sleeping thread is to wake up (`eventfd`).
    let descriptor: CInt

    init() throws(CurlError) {
        descriptor = eventfd(0, CInt(EFD_NONBLOCK) | CInt(EFD_CLOEXEC))
        guard descriptor >= 0 else { throw .unavailable("eventfd: \(SystemError.text)") }
    }

    deinit {
        Glibc.close(descriptor)
    }

    func submit(_ transfer: Transfer) {
        let wakes = state.withLock { state -> Bool? in
            guard !state.content.isClosed else { return nil }
            state.content.submitted.append(transfer)
            return state.wakes()
        }
        guard let wakes else { return transfer.finish(.failure(.notSent("the engine has stopped"))) }
        if wakes { wake() }
    }

    func cancel(_ transfer: Transfer) {
        let wakes = state.withLock { state in
            guard !state.content.isClosed else { return false }
            state.content.cancelled.append(transfer)
            return state.wakes()
        }
        if wakes { wake() }
    }

    func close() {
        let wakes = state.withLock { state in
            state.content.isClosed = true
            return state.wakes()
        }
        if wakes { wake() }
    }

    /// All that has arrived. When there is nothing, and the thread is `goingToSleep`, the next arrival will wake it.
    func take(goingToSleep: Bool) -> Content {
        state.withLock { state in
            guard !state.content.isEmpty else {
                state.sleeps = goingToSleep
                return Content()
            }
            var content = Content(isClosed: state.content.isClosed)
            swap(&content.submitted, &state.content.submitted)
            swap(&content.cancelled, &state.content.cancelled)
            state.sleeps = false
            return content
        }
    }

    private func wake() {
        eventfd_write(descriptor, 1)
    }
}
