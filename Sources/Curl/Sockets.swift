internal import CCurl
internal import Glibc
internal import Reactor

/// The sockets that libcurl wants to hear of, on an event loop.
///
/// libcurl takes a kept connection's socket out when a transfer ends and puts it back for the next one, which would be
/// two system calls a transfer. The socket of a connection therefore stays with the loop, and leaves it only when
/// something happens on it while nobody wants to hear (the server closed it) or when libcurl closes it.
final class Sockets: EventLoop.Watcher {
    private struct Socket {
        var registered: EventLoop.Interest = []
        var wanted: EventLoop.Interest = []
        var stays = false
    }

    private let loop: EventLoop
    private let act: (_ descriptor: CInt, _ bits: CInt) -> Void
    private var sockets: [Socket] = []

    /// - Parameters:
    ///   - loop: where they are watched.
    ///   - act: called when a socket is ready, with its `CURL_CSELECT_…` bits.
    init(loop: EventLoop, act: @escaping (_ descriptor: CInt, _ bits: CInt) -> Void) {
        self.loop = loop
        self.act = act
    }

    /// Opens a socket for libcurl, or gives -1 (`CURLOPT_OPENSOCKETFUNCTION`).
    func open(family: CInt, type: CInt, protocol number: CInt) -> CInt {
        let descriptor = socket(family, type | CInt(SOCK_CLOEXEC.rawValue) | CInt(SOCK_NONBLOCK.rawValue), number)
        if descriptor >= 0 {
            grow(toHold: descriptor)
            sockets[Int(descriptor)] = Socket()
        }
        return descriptor
    }

    /// Has a socket stay with the loop between transfers. It must be a connection's: libcurl 7.88 closes one that never
    /// became a connection by itself (`cf_socket_close` in lib/cf-socket.c), not through ``close(_:)``.
    func keep(_ descriptor: CInt) {
        sockets[Int(descriptor)].stays = true
    }

    /// Closes a socket of libcurl's, which takes it out of the set (`CURLOPT_CLOSESOCKETFUNCTION`).
    func close(_ descriptor: CInt) {
        if Int(descriptor) < sockets.count { sockets[Int(descriptor)] = Socket() }
        loop.forget(descriptor)
        Glibc.close(descriptor)
    }

    /// Notes what libcurl wants to hear of a socket; `what` is one of `CURL_POLL_…` (`CURLMOPT_SOCKETFUNCTION`).
    func watch(_ descriptor: CInt, what: CInt) {
        grow(toHold: descriptor)
        let index = Int(descriptor)
        let wanted: EventLoop.Interest =
            switch what {
            case CURL_POLL_IN: .readable
            case CURL_POLL_OUT: .writable
            case CURL_POLL_INOUT: [.readable, .writable]
            default: []
            }
        sockets[index].wanted = wanted
        if wanted.isEmpty {
            if !sockets[index].stays { ignore(index) }
        } else if sockets[index].registered != wanted {
            if sockets[index].registered.isEmpty {
                loop.register(descriptor, for: wanted, with: self)
            } else {
                loop.reregister(descriptor, for: wanted, with: self)
            }
            sockets[index].registered = wanted
        }
    }

    func handle(_ readiness: EventLoop.Readiness, on descriptor: Int32) {
        let index = Int(descriptor)
        guard index < sockets.count else { return }
        let wanted = sockets[index].wanted
        guard !wanted.isEmpty else { return ignore(index) }
        var bits: CInt = 0
        if readiness.contains(.readable) { bits |= CURL_CSELECT_IN }
        if readiness.contains(.writable) { bits |= CURL_CSELECT_OUT }
        if !readiness.isDisjoint(with: [.failed, .hungUp]) {
            // Not CURL_CSELECT_ERR: when libcurl goes on reading or connecting it finds the error and its reason.
            if wanted.contains(.readable) { bits |= CURL_CSELECT_IN }
            if wanted.contains(.writable) { bits |= CURL_CSELECT_OUT }
        }
        act(descriptor, bits)
    }

    private func ignore(_ index: Int) {
        guard !sockets[index].registered.isEmpty else { return }
        loop.deregister(CInt(index))
        sockets[index].registered = []
    }

    private func grow(toHold descriptor: CInt) {
        let missing = Int(descriptor) + 1 - sockets.count
        if missing > 0 { sockets.append(contentsOf: repeatElement(Socket(), count: max(missing, 64))) }
    }
}
