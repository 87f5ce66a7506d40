import Glibc

/// The files in which the system keeps the memory of a program that crashed, and every secret in it (`core(5)`).
package enum CoreDumps {
    /// Has none written of this process (`setrlimit` with `RLIMIT_CORE`).
    package static func disable() {
        var limit = rlimit(rlim_cur: 0, rlim_max: 0)
        _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit)
    }
}
