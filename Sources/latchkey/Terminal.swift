import Dispatch
import Glibc
import Reactor

/// The terminal on which a person is asked, one question after the other.
///
/// Somebody may take minutes to answer, so questions wait on a thread of their own.
final class Terminal: Sendable {
    static let shared = Terminal()
    static var isOutput: Bool { isatty(STDOUT_FILENO) == 1 }

    private let queue = DispatchQueue(label: "terminal")

    /// Asks, and returns the line that the person answers; nil when there is no terminal, or it is closed.
    func ask(_ question: String, _ echo: TerminalPrompt.Echo) async -> String? {
        await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: TerminalPrompt.ask(question, echo)) }
        }
    }
}
