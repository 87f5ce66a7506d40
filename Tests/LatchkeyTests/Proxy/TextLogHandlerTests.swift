import Concurrency
import FoundationEssentials
import Logging
import Synchronization
import Testing

@testable import latchkey

struct TextLogHandlerTests {
    /// The lines that a log wrote.
    private func lines(_ level: Logger.Level = .info, _ write: (Logger) -> Void) -> [String] {
        let lines = Lines()
        let timekeeper = Timekeeper(now: { ToolBench.now })
        write(
            Logger(label: "test") { _ in
                TextLogHandler(level: level, timekeeper: timekeeper) { line in lines.all.withLock { $0.append(line) } }
            })
        return lines.all.withLock { $0 }
    }

    private final class Lines: Sendable {
        let all = Mutex<[String]>([])
    }

    @Test func `a request is one line whose values stand in a fixed order`() {
        let lines = lines { log in
            log.info(
                "request",
                metadata: [
                    "ms": .stringConvertible(12), "bytes": .stringConvertible(5_120), "identity": "session",
                    "status": .stringConvertible(200), "server": "https://tools.example.com", "method": "GET",
                    "a": "last",
                ])
        }
        #expect(
            lines == [
                "2026-11-25T09:46:40Z info request method=GET server=https://tools.example.com status=200 bytes=5120 "
                    + "ms=12 identity=session a=last"
            ])
    }

    @Test(arguments: [
        ("two words", #""two words""#), ("", #""""#), (#"a"b"#, #""a'b""#), ("a=b", #""a=b""#),
        ("line\nnext\u{1b}[31m", #""line next [31m""#),
    ])
    func `a value that isn't one word stands in quotes, and no value makes a second line`(value: String, text: String) {
        #expect(lines { $0.info("m", metadata: ["v": "\(value)"]) } == ["2026-11-25T09:46:40Z info m v=\(text)"])
    }

    @Test func `what is less important than the level isn't written`() {
        let lines = lines(.warning) { log in
            log.info("no")
            log.notice("no")
            log.warning("yes")
            log.error("yes")
        }
        #expect(lines == ["2026-11-25T09:46:40Z warning yes", "2026-11-25T09:46:40Z error yes"])
    }
}
