import CLinux

extension EventLoop {
    /// What a watcher wants to be told of a descriptor (the events of `epoll_ctl(2)`).
    package struct Interest: OptionSet, Sendable {
        package let rawValue: UInt32

        package init(rawValue: UInt32) {
            self.rawValue = rawValue
        }

        /// In other modules, the standard library's would look for the type's metadata at each use.
        package init(arrayLiteral elements: Interest...) {
            rawValue = elements.reduce(0) { $0 | $1.rawValue }
        }

        /// There is something to read: bytes, a connection to accept, or the end of the stream (`EPOLLIN`).
        package static let readable = Interest(rawValue: EPOLLIN.rawValue)
        /// There is room to write (`EPOLLOUT`).
        package static let writable = Interest(rawValue: EPOLLOUT.rawValue)
        /// The other side has closed the connection, or its sending half (`EPOLLRDHUP`).
        package static let closedByPeer = Interest(rawValue: EPOLLRDHUP.rawValue)
        /// Tells once; after that ``EventLoop/reregister(_:for:with:)`` asks again (`EPOLLONESHOT`).
        package static let once = Interest(rawValue: EPOLLONESHOT.rawValue)
        /// Of several processes that wait for the same socket, the kernel wakes one or a few, not all
        /// (`EPOLLEXCLUSIVE`).
        package static let exclusive = Interest(rawValue: EPOLLEXCLUSIVE.rawValue)
        /// Tells each change once, even if nobody reads what came (`EPOLLET`).
        static let edgeTriggered = Interest(rawValue: EPOLLET.rawValue)
    }
}
