internal import CFastCGI
internal import Glibc
internal import Synchronization

/// The connections that wait for the web server, in one epoll instance; any thread may add one, the event loop takes
/// them out when they are ready or late.
final class WaitingConnections: Sendable {
    /// What a connection waits for.
    enum Interest {
        case readable
        case writable

        fileprivate var events: UInt32 {
            let events = self == .readable ? EPOLLIN.rawValue | EPOLLRDHUP.rawValue : EPOLLOUT.rawValue
            return events | EPOLLONESHOT.rawValue
        }
    }

    private let queue: FileDescriptor
    /// An eventfd that wakes the event loop: to stop, or to see whether it may end.
    private let bell: FileDescriptor
    private let connections = Mutex<[Int32: Connection]>([:])

    var bellDescriptor: Int32 { bell.rawValue }
    var isEmpty: Bool { connections.withLock { $0.isEmpty } }

    init() throws(FastCGIError) {
        let queue = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard queue >= 0 else { throw .system(call: "epoll_create1", reason: lastErrorReason()) }
        self.queue = FileDescriptor(owning: queue)
        let bell = eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_NONBLOCK))
        guard bell >= 0 else { throw .system(call: "eventfd", reason: lastErrorReason()) }
        self.bell = FileDescriptor(owning: bell)
        guard latchkey_epoll_control(queue, EPOLL_CTL_ADD, bell, EPOLLIN.rawValue) == 0 else {
            throw .system(call: "epoll_ctl", reason: lastErrorReason())
        }
    }

    /// Has a listening socket reported while it has connections to accept; of several processes only one is woken.
    func watch(listener: Int32) {
        _ = latchkey_epoll_control(
            queue.rawValue, EPOLL_CTL_ADD, listener, EPOLLIN.rawValue | EPOLLEXCLUSIVE.rawValue)
    }

    /// The listening socket reports no more.
    func ignore(listener: Int32) {
        _ = latchkey_epoll_control(queue.rawValue, EPOLL_CTL_DEL, listener, 0)
    }

    /// Leaves a connection here until it is ready, once (EPOLLONESHOT).
    func add(_ connection: Connection, until interest: Interest) {
        let descriptor = connection.descriptor
        let operation = connection.isRegistered ? EPOLL_CTL_MOD : EPOLL_CTL_ADD
        connection.isRegistered = true
        // What the kernel won't watch is dropped, and so closed.
        connections.withLock { connections in
            connections[descriptor] = connection
            if latchkey_epoll_control(queue.rawValue, operation, descriptor, interest.events) != 0 {
                connections[descriptor] = nil
            }
        }
    }

    /// Takes a connection out, to own it.
    func take(_ descriptor: Int32) -> Connection? {
        connections.withLock { $0.removeValue(forKey: descriptor) }
    }

    /// Takes out all for which `condition` holds.
    func takeAll(where condition: (Connection) -> Bool) -> [Connection] {
        connections.withLock { connections in
            let taken = connections.values.filter(condition)
            for connection in taken { connections[connection.descriptor] = nil }
            return taken
        }
    }

    /// Waits for events (`epoll_wait`) and visits the descriptors that have some.
    func wait(milliseconds: Int32, _ visit: (Int32) -> Void) {
        unsafe withUnsafeTemporaryAllocation(of: epoll_event.self, capacity: 64) { buffer in
            let count = unsafe epoll_wait(queue.rawValue, buffer.baseAddress, 64, milliseconds)
            for index in 0..<max(0, Int(count)) { visit(unsafe buffer[index].data.fd) }
        }
    }

    /// Wakes the event loop (`eventfd_write`).
    func ring() {
        eventfd_write(bell.rawValue, 1)
    }

    func silence() {
        var count: eventfd_t = 0
        _ = unsafe eventfd_read(bell.rawValue, &count)
    }
}
