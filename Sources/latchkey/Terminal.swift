import Dispatch
import Glibc
import Program

/// The terminal on which a person is asked, one question after the other.
///
/// Somebody may take minutes to answer, so questions wait on a thread of their own.
final class Terminal: Sendable {
    private let queue = DispatchQueue(label: "terminal")

    /// Asks, and returns the line that the person answers; nil when there is no terminal, or it is closed.
    func ask(_ question: String) async -> String? {
        await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: Self.read(question)) }
        }
    }

    private static func read(_ question: String) -> String? {
        guard isatty(STDIN_FILENO) == 1 else { return nil }
        // A program in the background that reads from its terminal is stopped (SIGTTIN).
        let foreground = tcgetpgrp(STDIN_FILENO)
        guard foreground == -1 || foreground == getpgrp() else { return nil }
        // Standard output is for what the command prints.
        StandardError.write(question, terminator: "")
        return readLine()
    }
}
