import Glibc

/// What the system tells of processes (`proc(5)`).
package enum ProcessFolder {
    /// Whether it is there. Without it, libdispatch ends a process that has threads for more than a moment.
    package static var isThere: Bool { unsafe access("/proc/self/stat", R_OK) == 0 }
}
