import CLinux
import Glibc

/// The kernel's list of descriptors that are watched (`epoll(7)`), closed when it goes.
struct Epoll: ~Copyable {
    private let descriptor: Int32

    /// The most descriptors that one ``wait(milliseconds:_:)`` reports; the rest come with the next. They fit in the 1,024 bytes
    /// that Swift takes from the stack: more would be allocated for each wait.
    static let eventCapacity = unsafe 1_024 / MemoryLayout<epoll_event>.stride

    /// Makes an empty list (`epoll_create1`).
    init() throws(LoopError) {
        let descriptor = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard descriptor >= 0 else { throw LoopError(call: "epoll_create1") }
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    /// Puts a descriptor on the list (`EPOLL_CTL_ADD`); false when the kernel refuses.
    func add(_ watched: Int32, _ interest: EventLoop.Interest) -> Bool {
        latchkey_epoll_control(descriptor, EPOLL_CTL_ADD, watched, interest.rawValue) == 0
    }

    /// Changes what is watched of a descriptor that is on the list (`EPOLL_CTL_MOD`); false when the kernel refuses.
    func modify(_ watched: Int32, _ interest: EventLoop.Interest) -> Bool {
        latchkey_epoll_control(descriptor, EPOLL_CTL_MOD, watched, interest.rawValue) == 0
    }

    /// Takes a descriptor off the list (`EPOLL_CTL_DEL`).
    func delete(_ watched: Int32) {
        _ = latchkey_epoll_control(descriptor, EPOLL_CTL_DEL, watched, 0)
    }

    /// Waits until a descriptor is ready or the time is over, and calls `body` with each that is ready (`epoll_wait`).
    ///
    /// - Parameters:
    ///   - milliseconds: the longest to wait; 0 for not at all, -1 for as long as it takes.
    ///   - body: called with each descriptor that is ready, and for what.
    func wait(milliseconds: Int32, _ body: (_ ready: Int32, EventLoop.Readiness) -> Void) {
        unsafe withUnsafeTemporaryAllocation(of: epoll_event.self, capacity: Self.eventCapacity) { events in
            let count = unsafe epoll_wait(descriptor, events.baseAddress, Int32(Self.eventCapacity), milliseconds)
            // -1 is EINTR: a signal came, and the caller waits again.
            for index in 0..<max(0, Int(count)) {
                let event = unsafe events[index]
                let readiness = EventLoop.Readiness(rawValue: unsafe event.events)
                body(unsafe event.data.fd, readiness)
            }
        }
    }
}
