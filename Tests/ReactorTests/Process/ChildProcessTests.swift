import Glibc
import SystemPackage
import Testing

@testable import Reactor

@Suite(.serialized, .timeLimit(.minutes(1)))
struct ChildProcessTests {
    /// Ends this process as a command of the shell ends.
    private static func run(_ script: String) throws {
        let child = try ChildProcess(
            "/bin/sh", ["sh", "-c", script], environment: ["NAME": "value"], inherited: InheritedDescriptors())
        ChildProcess.imitate(child.wait())
    }

    @Test func `the process ends with the command's status`() async {
        await #expect(processExitsWith: .exitCode(7)) { try Self.run("test \"$NAME\" = value && exit 7") }
    }

    @Test func `the process ends by the command's signal`() async {
        await #expect(processExitsWith: .signal(SIGKILL)) { try Self.run("kill -KILL $$") }
        await #expect(processExitsWith: .signal(SIGTERM)) { try Self.run("kill -TERM $$") }
    }

    @Test func `a signal that is sent to the process reaches the command`() async {
        await #expect(processExitsWith: .exitCode(5)) {
            // The command sends it to the process that started it.
            try Self.run("trap 'exit 5' TERM; (kill -TERM $PPID) & while :; do sleep 0.01; done")
        }
    }

    @Test func `a program that isn't there can't be started`() async {
        await #expect(processExitsWith: .exitCode(3)) {
            do throws(Errno) {
                _ = try ChildProcess("/nowhere/x", ["x"], environment: [:], inherited: InheritedDescriptors())
            } catch {
                exit(error == .noSuchFileOrDirectory ? 3 : 4)
            }
        }
    }
}
