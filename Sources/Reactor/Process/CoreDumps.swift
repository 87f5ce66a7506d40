import CLinux
import Glibc

/// The memory of a process outside of it, and every secret in it: the file that the system keeps of a program that crashed
/// (`core(5)`), and what other processes of the same user read while it runs (`ptrace(2)`, `/proc/PID/mem`).
package enum CoreDumps {
    /// Has none written of this process (`setrlimit` with `RLIMIT_CORE`), and nobody but root read its memory
    /// (`prctl` with `PR_SET_DUMPABLE`).
    package static func disable() {
        var limit = rlimit(rlim_cur: 0, rlim_max: 0)
        _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit)
        _ = latchkey_set_dumpable(0)
    }

    /// Whether other processes of this user may read the memory of this one (`prctl` with `PR_GET_DUMPABLE`).
    package static var areReadable: Bool { latchkey_get_dumpable() == 1 }
}
