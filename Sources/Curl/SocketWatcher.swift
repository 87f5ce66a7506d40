import CCurl
import Glibc
import Reactor

/// Watches libcurl's sockets on an event loop.
///
/// libcurl stops watching the socket of a connection when a transfer ends, and starts again with the next one, which would
/// be two system calls for each transfer. The socket of a connection therefore stays registered with the loop. It is
/// deregistered when libcurl closes it, and when something happens on it while no transfer uses it, which means that the
/// server has closed the connection.
final class SocketWatcher: EventLoop.Watcher {
    private struct Socket {
        /// What the loop watches for.
        var registered = EventLoop.Interest()
        /// What libcurl wants to be told.
        var wanted = EventLoop.Interest()
        /// Whether it stays registered while libcurl wants nothing.
        var isKept = false
    }

    private let loop: EventLoop
    private let act: (_ descriptor: CInt, _ bits: CInt) -> Void
    /// By descriptor.
    private var sockets: [Socket] = []

    /// - Parameters:
    ///   - loop: where the sockets are watched.
    ///   - act: called when a socket is ready, with its `CURL_CSELECT_…` bits.
    init(loop: EventLoop, act: @escaping (_ descriptor: CInt, _ bits: CInt) -> Void) {
        self.loop = loop
        self.act = act
    }

    /// Opens a socket for libcurl (`CURLOPT_OPENSOCKETFUNCTION`).
    ///
    /// - Returns: its descriptor, or -1, which is `CURL_SOCKET_BAD`.
    func open(family: CInt, type: CInt, protocol number: CInt) -> CInt {
        let descriptor = socket(family, type | CInt(SOCK_CLOEXEC.rawValue) | CInt(SOCK_NONBLOCK.rawValue), number)
        if descriptor >= 0 {
            grow(toHold: descriptor)
            sockets[Int(descriptor)] = Socket()
        }
        return descriptor
    }

    /// Keeps a socket registered between transfers. It must be that of a connection: libcurl 7.88 closes a socket that
    /// never became one without calling ``close(_:)`` (`cf_socket_close` in lib/cf-socket.c).
    func keep(_ descriptor: CInt) {
        sockets[Int(descriptor)].isKept = true
    }

    /// Closes a socket for libcurl (`CURLOPT_CLOSESOCKETFUNCTION`).
    func close(_ descriptor: CInt) {
        if Int(descriptor) < sockets.count { sockets[Int(descriptor)] = Socket() }
        loop.forget(descriptor)
        Glibc.close(descriptor)
    }

    /// Watches a socket for what libcurl wants to be told (`CURLMOPT_SOCKETFUNCTION`).
    ///
    /// - Parameters:
    ///   - descriptor: the socket.
    ///   - what: one of `CURL_POLL_…`.
    func watch(_ descriptor: CInt, what: CInt) {
        grow(toHold: descriptor)
        let index = Int(descriptor)
        let wanted: EventLoop.Interest =
            switch what {
            case CURL_POLL_IN: .readable
            case CURL_POLL_OUT: .writable
            case CURL_POLL_INOUT: [.readable, .writable]
            default: EventLoop.Interest()
            }
        sockets[index].wanted = wanted
        if wanted.isEmpty {
            if !sockets[index].isKept { deregister(index) }
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
        guard !wanted.isEmpty else { return deregister(index) }
        var bits: CInt = 0
        if readiness.contains(.readable) { bits |= CURL_CSELECT_IN }
        if readiness.contains(.writable) { bits |= CURL_CSELECT_OUT }
        if readiness.contains(.failed) || readiness.contains(.hungUp) {
            // Not CURL_CSELECT_ERR: when libcurl goes on reading or connecting it finds the error and its reason.
            if wanted.contains(.readable) { bits |= CURL_CSELECT_IN }
            if wanted.contains(.writable) { bits |= CURL_CSELECT_OUT }
        }
        act(descriptor, bits)
    }

    private func deregister(_ index: Int) {
        guard !sockets[index].registered.isEmpty else { return }
        loop.deregister(CInt(index))
        sockets[index].registered = EventLoop.Interest()
    }

    private func grow(toHold descriptor: CInt) {
        let missing = Int(descriptor) + 1 - sockets.count
        if missing > 0 { sockets.append(contentsOf: repeatElement(Socket(), count: max(missing, 64))) }
    }
}
