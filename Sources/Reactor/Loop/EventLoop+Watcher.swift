extension EventLoop {
    /// An object that is told when a descriptor is ready. The loop holds it until the descriptor is deregistered.
    package protocol Watcher: AnyObject {
        /// Called on the loop's thread when a descriptor is ready.
        ///
        /// Take it as a hint, and never wait in a read or write: a descriptor that was closed in the same round of the
        /// loop may still be reported, and so may a new one that got its number.
        func handle(_ readiness: Readiness, on descriptor: Int32)
    }
}
