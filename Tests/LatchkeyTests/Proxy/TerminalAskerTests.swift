import Synchronization
import Testing

@testable import LocalProxy
@testable import latchkey

struct TerminalAskerTests {
    @Test(
        arguments: [
            ("y", .always), ("yes", .always), (" YES ", .always), ("once", .now), ("o", .now), ("n", .no), ("no", .no),
            ("", .no), ("always?", .no), ("yesterday", .no), (nil, .no),
        ] as [(String?, PermissionAnswer)])
    func `only a clear yes is one`(line: String?, answer: PermissionAnswer) async throws {
        let asked = Asked()
        let asker = TerminalAsker { question in
            asked.questions.withLock { $0.append(question) }
            return line
        }
        #expect(try await asker.ask(#require(Origin("https://tools.example.com")), account: "123456789012") == answer)
        let questions = asked.questions.withLock { $0 }
        #expect(questions.count == 1)
        #expect(
            questions[0].hasPrefix("https://tools.example.com wants to know who you are in AWS (account 123456789012).")
        )
    }

    private final class Asked: Sendable {
        let questions = Mutex<[String]>([])
    }
}
