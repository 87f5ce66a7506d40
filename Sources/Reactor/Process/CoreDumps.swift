import CLinux
import Glibc
import Synchronization

/// The limit that the process was started with; nil when it hasn't been changed.
private let formerLimit = Mutex<rlim_t?>(nil)

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

    /// The same for a program that runs others: what it starts may have the limit back that it had itself
    /// (``withFormerLimit(_:)``).
    package static func disableForItself() {
        var limit = rlimit()
        guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit) == 0 else { return disable() }
        formerLimit.withLock { $0 = $0 ?? limit.rlim_cur }
        limit.rlim_cur = 0
        _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit)
        _ = latchkey_set_dumpable(0)
    }

    /// Runs `start`, which starts a program or becomes one, with the limit that this process had at first. No core file is written
    /// of this process meanwhile, whose memory isn't dumpable.
    static func withFormerLimit<Value>(_ start: () -> Value) -> Value {
        guard let former = formerLimit.withLock(\.self) else { return start() }
        setLimit(former)
        defer { setLimit(0) }
        return start()
    }

    private static func setLimit(_ current: rlim_t) {
        var limit = rlimit()
        guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = current
        _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit)
    }

    /// Whether other processes of this user may read the memory of this one (`prctl` with `PR_GET_DUMPABLE`).
    package static var areReadable: Bool { latchkey_get_dumpable() == 1 }
}
