import Glibc

/// Two connected sockets, of which reading and writing never wait; what is still open at the end is closed.
package final class SocketPair {
    /// The end that is watched.
    package let watched: Int32
    /// The end that the test writes to.
    package let other: Int32
    private var isWatchedOpen = true
    private var isOtherOpen = true

    package init() {
        var pair: [Int32] = [-1, -1]
        let status = unsafe socketpair(
            AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0,
            &pair)
        precondition(status == 0)
        (watched, other) = (pair[0], pair[1])
    }

    deinit {
        closeWatched()
        closeOther()
    }

    /// Makes the watched end readable.
    package func send(_ count: Int = 1) {
        let bytes = [UInt8](repeating: 1, count: count)
        precondition(unsafe write(other, bytes, count) == count)
    }

    /// Reads all that has come to the watched end.
    ///
    /// - Returns: how many bytes it was.
    @discardableResult
    package func receive() -> Int {
        var bytes = [UInt8](repeating: 0, count: 4_096)
        var total = 0
        while true {
            let count = unsafe read(watched, &bytes, bytes.count)
            guard count > 0 else { return total }
            total += count
        }
    }

    package func closeWatched() {
        if isWatchedOpen { close(watched) }
        isWatchedOpen = false
    }

    /// Notes that something else has closed the watched end.
    package func watchedIsClosed() {
        isWatchedOpen = false
    }

    package func closeOther() {
        if isOtherOpen { close(other) }
        isOtherOpen = false
    }
}
