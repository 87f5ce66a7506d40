package import Concurrency
package import Formats
import FoundationEssentials
package import Logging

/// Writes each log entry as one line of JSON: time, level, message, then its metadata as members.
package struct JSONLogHandler: LogHandler {
    package var logLevel: Logger.Level
    package var metadata: Logger.Metadata = [:]
    /// The program's name, which is a member of every line.
    package let program: String?
    private let timekeeper: Timekeeper
    private let write: @Sendable ([UInt8]) -> Void

    /// - Parameters:
    ///   - level: the least level that is written.
    ///   - program: the program's name; nil to leave it out.
    ///   - timekeeper: the clock.
    ///   - write: takes one line with its end; by default it goes to standard error.
    package init(
        level: Logger.Level, program: String? = nil, timekeeper: Timekeeper = .system,
        write: @escaping @Sendable ([UInt8]) -> Void = { StandardError.write($0) }
    ) {
        logLevel = level
        self.program = program
        self.timekeeper = timekeeper
        self.write = write
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// A logger that writes its entries by this handler.
    package var logger: Logger { Logger(label: program ?? "") { _ in self } }

    package func log(event: LogEvent) {
        var all = event.metadata ?? [:]
        if !metadata.isEmpty { all.merge(metadata) { own, _ in own } }
        if let program, all["program"] == nil { all["program"] = .string(program) }
        writeLine(event.level, "\(event.message)") { line in
            for (name, value) in all.sorted(by: { $0.key < $1.key }) {
                let isTaken = name == "time" || name == "level" || name == "message"
                line.member(isTaken ? "_" + name : name, Self.json(value))
            }
            if let error = event.error { line.member("error", "\(error)") }
        }
    }

    /// Writes a line whose further members `members` writes, unless its level is less than what is written. No dictionary of
    /// metadata is made, which counts for what is logged of every request.
    package func writeLine(_ level: Logger.Level, _ message: String, _ members: (inout JSONWriter) -> Void) {
        guard level >= logLevel else { return }
        var line = JSONWriter()
        line.object { line in
            line.member("time", Timestamp.format(timekeeper.now(), to: .milliseconds))
            line.member("level", level.rawValue)
            line.member("message", message)
            members(&line)
        }
        line.endLine()
        write(line.bytes)
    }

    private static func json(_ value: Logger.Metadata.Value) -> JSONValue {
        switch value {
        case .string(let text): .string(text)
        case .stringConvertible(let value as Int): .integer(value)
        case .stringConvertible(let value as Bool): .bool(value)
        case .stringConvertible(let value): .string(value.description)
        case .array(let values): .array(values.map(json))
        case .dictionary(let members):
            .object(members.sorted { $0.key < $1.key }.map { .init($0.key, json($0.value)) })
        }
    }
}
