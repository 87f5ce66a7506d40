import CLinux
import Glibc
import Synchronization
package import SystemPackage

/// The child, or 0, and a signal that came before it was there. A signal handler can reach nothing but globals.
private let childProcess = Atomic<Int32>(0)
private let earlySignal = Atomic<Int32>(0)

/// A command that this program runs, and for which it stands: it passes signals on, stops when the command does, and ends as
/// the command ends. A process has one at a time.
package struct ChildProcess: Sendable {
    /// How the command ended.
    package enum End: Sendable, Equatable {
        case status(Int32)
        case signal(Int32)
    }

    /// Those that somebody sends to the process that they know. From a terminal they come to the command by themselves.
    private static let passedOn = [SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2, SIGALRM]

    private let identifier: pid_t

    /// Starts the command (`posix_spawn`).
    ///
    /// - Parameters:
    ///   - path: the program.
    ///   - arguments: its arguments, the first of which is its name.
    ///   - environment: its variables.
    ///   - inherited: the descriptors that it gets beside the first three.
    /// - Throws: why it can't be started.
    package init(
        _ path: String, _ arguments: [String], environment: [String: String], inherited: InheritedDescriptors
    ) throws(Errno) {
        inherited.closeOthersAtExec()
        Self.listen()
        let variables = environment.map { "\($0.key)=\($0.value)" }
        var (identifier, failure) = Self.spawn(path, arguments, variables)
        // As a shell does with a script whose first line names no interpreter.
        if failure == ENOEXEC {
            (identifier, failure) = Self.spawn("/bin/sh", ["sh", path] + arguments.dropFirst(), variables)
        }
        guard failure == 0 else {
            for signal in Self.passedOn { Glibc.signal(signal, SIG_DFL) }
            throw Errno(rawValue: failure)
        }
        self.identifier = identifier
        childProcess.store(identifier, ordering: .sequentiallyConsistent)
        let early = earlySignal.exchange(0, ordering: .sequentiallyConsistent)
        if early != 0 { kill(identifier, early) }
    }

    /// Waits for the command's end, on the thread of the caller (`waitpid`). When the command is stopped alone, this process
    /// stops as well, so that the shell has its terminal back; and it has the command go on when it goes on itself.
    package func wait() -> End {
        var status: Int32 = 0
        while true {
            guard unsafe waitpid(identifier, &status, WUNTRACED) == identifier else {
                if errno == EINTR { continue }
                return .status(1)
            }
            if status & 0xFF == 0x7F {
                let signal = status >> 8 & 0xFF
                // The terminal stops all processes of a job, and this one with them.
                if signal == SIGSTOP || getpgid(identifier) != getpgrp() {
                    kill(getpid(), SIGSTOP)
                    kill(identifier, SIGCONT)
                }
                continue
            }
            childProcess.store(0, ordering: .sequentiallyConsistent)
            return status & 0x7F == 0 ? .status(status >> 8 & 0xFF) : .signal(status & 0x7F)
        }
    }

    /// Ends this process as the command ended.
    package static func imitate(_ end: End) -> Never {
        switch end {
        case .status(let status): _exit(status)
        case .signal(let signal):
            Glibc.signal(signal, SIG_DFL)
            PromptSignals.raise(signal)
            _exit(128 + signal)
        }
    }

    private static func spawn(_ path: String, _ arguments: [String], _ variables: [String]) -> (pid_t, Int32) {
        var attributes = posix_spawnattr_t()
        var none = sigset_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        // Threads of Swift's runtime block signals, and a mask outlives the program.
        unsafe sigemptyset(&none)
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        let words = unsafe arguments.map { unsafe strdup($0) } + [nil]
        let entries = unsafe variables.map { unsafe strdup($0) } + [nil]
        defer { unsafe (words + entries).forEach { unsafe free($0) } }
        var identifier: pid_t = 0
        let failure = CoreDumps.withFormerLimit {
            unsafe posix_spawn(&identifier, path, nil, &attributes, words, entries)
        }
        return (identifier, failure)
    }

    /// Passes signals on that another process sends. Those that were ignored stay so, for the command too.
    private static func listen() {
        var change = sigaction()
        unsafe change.__sigaction_handler.sa_sigaction = { signal, info, _ in
            let saved = errno
            // What the kernel sends for a terminal has a positive code, and comes to the command too.
            if let info = unsafe info, unsafe info.pointee.si_code <= 0 {
                let child = childProcess.load(ordering: .relaxed)
                if child == 0 { earlySignal.store(signal, ordering: .relaxed) } else { kill(child, signal) }
            }
            errno = saved
        }
        change.sa_flags = SA_RESTART | SA_SIGINFO
        for signal in passedOn {
            var former = sigaction()
            unsafe sigaction(signal, nil, &former)
            if unsafe unsafeBitCast(former.__sigaction_handler.sa_handler, to: Int.self) != PromptSignals.ignored {
                unsafe sigaction(signal, &change, nil)
            }
        }
    }
}
