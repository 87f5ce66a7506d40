internal import CCurl
internal import Glibc

/// The sockets that libcurl wants to hear of, in an epoll set.
///
/// libcurl takes a kept connection's socket out when a transfer ends and puts it back for the next one, which would be
/// two system calls a transfer. Sockets that libcurl opened and closes through this type therefore stay in the set, and
/// leave it only when something happens on one while nobody wants to hear (the server closed it). Only the engine's
/// thread uses it.
@safe final class Poller {
    private struct Socket {
        var registered: UInt32 = 0
        var wanted: UInt32 = 0
        var stays = false
    }

    private let epoll: CInt
    private let wakeDescriptor: CInt
    private var sockets: [Socket] = []
    private let events: UnsafeMutablePointer<epoll_event>
    private let eventCapacity = 256

    /// Makes a set with an event descriptor in it that ends a ``wait(milliseconds:_:)`` when it is written.
    init(wakeDescriptor: CInt) throws(CurlError) {
        epoll = epoll_create1(CInt(EPOLL_CLOEXEC))
        self.wakeDescriptor = wakeDescriptor
        unsafe events = .allocate(capacity: eventCapacity)
        guard epoll >= 0 else { throw .unavailable("epoll_create1: \(SystemError.text)") }
        // Edge-triggered: each write wakes once, and nobody has to read the counter.
        guard control(EPOLL_CTL_ADD, wakeDescriptor, EPOLLIN.rawValue | EPOLLET.rawValue) else {
            throw .unavailable("epoll_ctl: \(SystemError.text)")
        }
    }

    deinit {
        if epoll >= 0 { close(epoll) }
        unsafe events.deallocate()
    }

    /// Opens a socket for libcurl, or gives -1 (`CURLOPT_OPENSOCKETFUNCTION`).
    func open(family: CInt, type: CInt, protocol number: CInt) -> CInt {
        let descriptor = socket(family, type | CInt(SOCK_CLOEXEC.rawValue) | CInt(SOCK_NONBLOCK.rawValue), number)
        if descriptor >= 0 {
            grow(toHold: descriptor)
            sockets[Int(descriptor)] = Socket(stays: true)
        }
        return descriptor
    }

    /// Closes a socket of libcurl's, which takes it out of the set (`CURLOPT_CLOSESOCKETFUNCTION`).
    func close(_ descriptor: CInt) {
        if Int(descriptor) < sockets.count { sockets[Int(descriptor)] = Socket() }
        Glibc.close(descriptor)
    }

    /// Notes what libcurl wants to hear of a socket; `what` is one of `CURL_POLL_…` (`CURLMOPT_SOCKETFUNCTION`).
    func watch(_ descriptor: CInt, what: CInt) {
        grow(toHold: descriptor)
        let index = Int(descriptor)
        let wanted: UInt32 =
            switch what {
            case CURL_POLL_IN: EPOLLIN.rawValue
            case CURL_POLL_OUT: EPOLLOUT.rawValue
            case CURL_POLL_INOUT: EPOLLIN.rawValue | EPOLLOUT.rawValue
            default: 0
            }
        sockets[index].wanted = wanted
        if wanted == 0 {
            if !sockets[index].stays { forget(index) }
        } else if sockets[index].registered != wanted {
            let operation = sockets[index].registered == 0 ? EPOLL_CTL_ADD : EPOLL_CTL_MOD
            if !control(operation, descriptor, wanted) {
                // The number may have been closed and given out again behind our back: the other operation fits then.
                _ = control(operation == EPOLL_CTL_ADD ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, descriptor, wanted)
            }
            sockets[index].registered = wanted
        }
    }

    /// Waits until something happens or the time is up (never, for -1), and tells `body` each socket and its
    /// `CURL_CSELECT_…` bits.
    func wait(milliseconds: CInt, _ body: (CInt, CInt) -> Void) {
        let count = unsafe epoll_wait(epoll, events, CInt(eventCapacity), milliseconds)
        guard count > 0 else { return }
        for position in 0..<Int(count) {
            let descriptor = unsafe events[position].data.fd
            let happened = unsafe events[position].events
            let index = Int(descriptor)
            guard descriptor != wakeDescriptor, index < sockets.count else { continue }
            let wanted = sockets[index].wanted
            guard wanted != 0 else {
                forget(index)
                continue
            }
            var bits: CInt = 0
            if happened & EPOLLIN.rawValue != 0 { bits |= CURL_CSELECT_IN }
            if happened & EPOLLOUT.rawValue != 0 { bits |= CURL_CSELECT_OUT }
            if happened & (EPOLLERR.rawValue | EPOLLHUP.rawValue) != 0 {
                // Not CURL_CSELECT_ERR: reading or connecting on finds the error itself, and its words.
                bits |= wanted & EPOLLIN.rawValue != 0 ? CURL_CSELECT_IN : 0
                bits |= wanted & EPOLLOUT.rawValue != 0 ? CURL_CSELECT_OUT : 0
            }
            body(descriptor, bits)
        }
    }

    private func forget(_ index: Int) {
        guard sockets[index].registered != 0 else { return }
        _ = control(EPOLL_CTL_DEL, CInt(index), 0)
        sockets[index].registered = 0
    }

    private func control(_ operation: CInt, _ descriptor: CInt, _ events: UInt32) -> Bool {
        var event = unsafe epoll_event(events: events, data: epoll_data_t(fd: descriptor))
        return unsafe epoll_ctl(epoll, operation, descriptor, &event) == 0
    }

    private func grow(toHold descriptor: CInt) {
        let missing = Int(descriptor) + 1 - sockets.count
        if missing > 0 { sockets.append(contentsOf: repeatElement(Socket(), count: max(missing, 64))) }
    }
}
