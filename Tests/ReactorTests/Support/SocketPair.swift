import Glibc

/// Two connected sockets; what is still open is closed at the end.
final class SocketPair {
    /// The end that a loop watches.
    let watched: Int32
    /// The end that the test writes to.
    let other: Int32
    private var isWatchedOpen = true
    private var isOtherOpen = true

    init() {
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
    func send(_ count: Int = 1) {
        let bytes = [UInt8](repeating: 1, count: count)
        precondition(unsafe write(other, bytes, count) == count)
    }

    /// Reads all that has come to the watched end, and tells how many bytes.
    @discardableResult
    func receive() -> Int {
        var bytes = [UInt8](repeating: 0, count: 4_096)
        var total = 0
        while true {
            let count = unsafe read(watched, &bytes, bytes.count)
            guard count > 0 else { return total }
            total += count
        }
    }

    func closeWatched() {
        if isWatchedOpen { close(watched) }
        isWatchedOpen = false
    }

    func closeOther() {
        if isOtherOpen { close(other) }
        isOtherOpen = false
    }
}
