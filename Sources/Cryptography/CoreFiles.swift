internal import Glibc

/// The files in which the system keeps the memory of a program that crashed, and with it every secret.
package enum CoreFiles {
    /// Has none written of this process (`setrlimit`).
    package static func forbid() {
        var limit = rlimit(rlim_cur: 0, rlim_max: 0)
        _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit)
    }
}
