import Glibc

/// Asks the person at the terminal (`termios(3)`), which is standard input, or else the one that the process belongs to: a
/// program whose input and output go elsewhere may still have somebody in front of it.
package enum TerminalPrompt {
    /// Whether the terminal shows what the person types.
    package enum Echo: Sendable {
        case shown
        case hidden
    }

    enum Reading: Equatable {
        case line(String?)
        case signal(Int32)
    }

    /// The longest line that is read, in bytes.
    private static let maximumLength = 1_024

    /// Asks, and waits for a line.
    ///
    /// A signal that ends the process or stops it finds the terminal as it was before.
    ///
    /// - Parameters:
    ///   - question: it goes to standard error, as standard output may be read by a program; and to the terminal, where
    ///     standard error isn't one.
    ///   - echo: whether the terminal shows what is typed.
    /// - Returns: the line without its end; nil when there is no terminal, it is closed, the process isn't in its
    ///   foreground, or a signal came.
    package static func ask(_ question: String, _ echo: Echo) -> String? {
        let isInput = isatty(STDIN_FILENO) == 1
        let terminal = isInput ? STDIN_FILENO : unsafe open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC)
        guard terminal >= 0 else { return nil }
        defer { if !isInput { close(terminal) } }
        // A program in the background that reads from its terminal is stopped (SIGTTIN).
        let foreground = tcgetpgrp(terminal)
        guard foreground == -1 || foreground == getpgrp() else { return nil }
        while true {
            if isInput { write(question, to: STDERR_FILENO) }
            if !isInput || isatty(STDERR_FILENO) == 0 { write(question, to: terminal) }
            switch echo {
            case .shown: return line(from: terminal)
            case .hidden:
                switch hiddenLine(from: terminal) {
                case .line(let line): return line
                // It was stopped, and goes on: what stood on the screen is gone.
                case .signal(SIGTSTP): continue
                case .signal: return nil
                }
            }
        }
    }

    /// Reads a line that the terminal doesn't show.
    static func hiddenLine(from terminal: Int32) -> Reading {
        var shown = termios()
        guard unsafe tcgetattr(terminal, &shown) == 0, let signals = try? PromptSignals() else { return .line(nil) }
        var hidden = shown
        hidden.c_lflag &= ~tcflag_t(ECHO)
        hidden.c_lflag |= tcflag_t(ECHONL)
        _ = unsafe tcsetattr(terminal, TCSADRAIN, &hidden)
        let line = signals.isSilent(until: terminal) ? line(from: terminal) : nil
        _ = unsafe tcsetattr(terminal, TCSADRAIN, &shown)
        guard let signal = signals.restore() else { return .line(line) }
        PromptSignals.raise(signal)
        return .signal(signal)
    }

    /// The line that is next; nil at the end of what is typed, or for a line that is too long or isn't UTF-8.
    private static func line(from terminal: Int32) -> String? {
        var bytes: [UInt8] = []
        while true {
            var byte: UInt8 = 0
            let count = unsafe read(terminal, &byte, 1)
            if count < 0, errno == EINTR { continue }
            guard count == 1 else { return bytes.isEmpty ? nil : String(validating: bytes, as: UTF8.self) }
            if byte == UInt8(ascii: "\n") { break }
            bytes.append(byte)
        }
        return bytes.count <= maximumLength ? String(validating: bytes, as: UTF8.self) : nil
    }

    private static func write(_ text: String, to descriptor: Int32) {
        let bytes = Array(text.utf8)
        _ = unsafe Glibc.write(descriptor, bytes, bytes.count)
    }
}
