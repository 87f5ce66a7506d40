import CLinux

/// The memory allocator of the C library (`malloc(3)`).
package enum Malloc {
    /// Has all threads share one arena (`mallopt` with `M_ARENA_MAX`). To be called before there is a second thread.
    ///
    /// By default each thread gets an arena of its own, which takes megabytes. The threads besides the loop's do too
    /// little for that.
    package static func useOneArena() {
        mallopt(M_ARENA_MAX, 1)
    }
}
