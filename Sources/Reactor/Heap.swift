internal import CLinux

/// The memory that `malloc` gives out.
package enum Heap {
    /// Has all threads share one arena, where glibc would give each its own: those besides the loop's do too little to be
    /// worth megabytes (`mallopt`). To be called before there are any.
    package static func shareOneArena() {
        mallopt(M_ARENA_MAX, 1)
    }
}
