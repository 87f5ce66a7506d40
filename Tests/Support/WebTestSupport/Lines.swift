import Concurrency
import FoundationEssentials
package import Logging
package import Program
import Synchronization

/// Keeps the lines of a log.
package final class Lines: Sendable {
    private let kept = Mutex<[String]>([])

    package init() {}

    package var all: [String] { kept.withLock { $0 } }

    package var handler: JSONLogHandler { handler(program: nil) }

    package func handler(program: String?) -> JSONLogHandler {
        JSONLogHandler(
            level: .trace, program: program, timekeeper: Timekeeper(now: { Date(timeIntervalSince1970: 0) })
        ) { line in
            self.kept.withLock { $0.append(String(decoding: line.dropLast(), as: UTF8.self)) }
        }
    }

    package var logger: Logger { handler.logger }

    /// A line's members.
    package func members(_ index: Int = 0) throws -> [String: String] {
        struct Loose: Decodable {
            var text: String
            init(from decoder: any Decoder) throws {
                let container = try decoder.singleValueContainer()
                if let text = try? container.decode(String.self) {
                    self.text = text
                } else if let number = try? container.decode(Int.self) {
                    text = String(number)
                } else {
                    text = "…"
                }
            }
        }
        let lines = all
        guard lines.indices.contains(index) else { return [:] }
        return try JSONDecoder().decode([String: Loose].self, from: Data(lines[index].utf8)).mapValues(\.text)
    }
}
