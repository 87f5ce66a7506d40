import Glibc
import TestSupport
import Testing

@testable import Reactor

@Suite(.serialized, .timeLimit(.minutes(1)))
struct TerminalPromptTests {
    /// A terminal, and the end at which a person sits.
    private struct Terminal: ~Copyable {
        let person: Int32
        let program: Int32

        // `ioctl_tty(2)`: TIOCSPTLCK and TIOCGPTPEER, which Swift's Glibc doesn't have.
        private static let setLock: UInt = 0x4004_5431
        private static let openOtherEnd: UInt = 0x5441

        init() {
            person = unsafe open("/dev/ptmx", O_RDWR | O_NOCTTY)
            var locked: Int32 = 0
            _ = unsafe ioctl(person, Self.setLock, &locked)
            program = ioctl(person, Self.openOtherEnd, O_RDWR | O_NOCTTY)
            precondition(program >= 0)
        }

        deinit {
            close(person)
            close(program)
        }

        func type(_ text: String) {
            let bytes = Array(text.utf8)
            _ = unsafe write(person, bytes, bytes.count)
        }

        /// What the person has seen.
        var screen: String {
            var bytes = [UInt8](repeating: 0, count: 1_024)
            _ = fcntl(person, F_SETFL, O_NONBLOCK)
            let count = unsafe read(person, &bytes, bytes.count)
            return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
        }
    }

    private static func shows(_ terminal: Int32) -> Bool {
        var settings = termios()
        _ = unsafe tcgetattr(terminal, &settings)
        return settings.c_lflag & tcflag_t(ECHO) != 0
    }

    @Test func `what is typed isn't shown, and the terminal is as it was afterwards`() async throws {
        let terminal = Terminal()
        let (program, lines) = (terminal.program, Recorder<TerminalPrompt.Reading>())
        let reader = Thread { lines.record(TerminalPrompt.hiddenLine(from: program)) }
        await until { !Self.shows(program) }
        terminal.type("123456\n")
        reader.join()
        #expect(lines.values == [.line("123456")])
        #expect(Self.shows(program))
        #expect(terminal.screen == "\r\n")
    }

    @Test(arguments: [("\u{4}", nil), ("\n", ""), (String(repeating: "a", count: 1_025) + "\n", nil), ("é\n", "é")])
    func `a line may be empty, but not too long, and the end of what is typed is none`(
        typed: String, line: String?
    ) async throws {
        let terminal = Terminal()
        terminal.type(typed)
        #expect(TerminalPrompt.hiddenLine(from: terminal.program) == .line(line))
    }

    @Test func `a signal finds the terminal as it was`() async {
        await #expect(processExitsWith: .signal(SIGTERM)) {
            let terminal = Terminal()
            let program = terminal.program
            let sender = Thread {
                while Self.shows(program) { usleep(1_000) }
                kill(getpid(), SIGTERM)
            }
            sender.detach()
            // The process goes within, once the terminal shows again what is typed.
            _ = TerminalPrompt.hiddenLine(from: program)
            exit(Self.shows(program) ? 1 : 2)
        }
    }

    @Test func `a signal that the process listens to ends the question`() async throws {
        let terminal = Terminal()
        let (program, readings, calls) = (
            terminal.program, Recorder<TerminalPrompt.Reading>(), Recorder<Bool>()
        )
        let thread = try LoopThread()
        let signals = try StopSignals([SIGQUIT], on: thread.loop) { calls.record(true) }
        let reader = Thread { readings.record(TerminalPrompt.hiddenLine(from: program)) }
        reader.detach()
        await until { !Self.shows(program) }
        kill(getpid(), SIGQUIT)
        await until { calls.count > 0 && readings.count > 0 }
        thread.loop.perform { signals.restore() }
        thread.stop()
        #expect(readings.values == [.signal(SIGQUIT)])
        #expect(Self.shows(program))
    }
}
