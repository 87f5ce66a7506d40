import CLinux

extension EventLoop {
    /// What the kernel says of a descriptor (the events of `epoll_wait(2)`).
    package struct Readiness: OptionSet, Sendable {
        package let rawValue: UInt32

        package init(rawValue: UInt32) {
            self.rawValue = rawValue
        }

        /// In other modules, the standard library's would look for the type's metadata at each use.
        package init(arrayLiteral elements: Readiness...) {
            rawValue = elements.reduce(0) { $0 | $1.rawValue }
        }

        /// There is something to read: bytes, a connection to accept, or the end of the stream (`EPOLLIN`).
        package static let readable = Readiness(rawValue: EPOLLIN.rawValue)
        /// There is room to write (`EPOLLOUT`).
        package static let writable = Readiness(rawValue: EPOLLOUT.rawValue)
        /// The descriptor has an error (`EPOLLERR`); told even if nobody asked.
        package static let failed = Readiness(rawValue: EPOLLERR.rawValue)
        /// Both directions of the connection are closed (`EPOLLHUP`); told even if nobody asked.
        package static let hungUp = Readiness(rawValue: EPOLLHUP.rawValue)
    }
}
