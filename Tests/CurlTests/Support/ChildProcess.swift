import Glibc

/// A program that a test starts.
struct ChildProcess {
    let process: pid_t

    /// Starts a program found in `PATH`, its output thrown away.
    init(_ arguments: [String]) throws {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        for descriptor in 0...2 as ClosedRange<CInt> {
            unsafe posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
        }
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        var pointers = unsafe arguments.map { unsafe strdup($0) } + [nil]
        defer { unsafe pointers.forEach { unsafe free($0) } }
        var process = pid_t()
        let code = unsafe posix_spawnp(&process, arguments[0], &actions, nil, &pointers, environ)
        guard code == 0 else { throw Failed(program: arguments[0], status: code) }
        self.process = process
    }

    /// Runs a program to its end, which must be a success.
    static func run(_ arguments: String...) throws {
        let status = try ChildProcess(arguments).wait()
        guard status == 0 else { throw Failed(program: arguments.joined(separator: " "), status: status) }
    }

    /// Waits for its end and gives the status.
    @discardableResult func wait() -> CInt {
        var status: CInt = 0
        unsafe waitpid(process, &status, 0)
        return status
    }

    /// Ends it.
    func stop() {
        kill(process, SIGKILL)
        wait()
    }

    struct Failed: Error {
        let program: String
        let status: CInt
    }
}
