package import Concurrency
package import Formats
import FoundationEssentials
package import Logging

/// Writes each log entry as one line of JSON: time, level, message, then its metadata as members.
package struct JSONLogHandler: LogHandler {
    package var logLevel: Logger.Level
    package var metadata: Logger.Metadata = [:]
    private let timekeeper: Timekeeper
    private let write: @Sendable (String) -> Void

    /// - Parameters:
    ///   - level: the least level that is written.
    ///   - timekeeper: the clock.
    ///   - write: takes one line without its end; by default it goes to standard error.
    package init(
        level: Logger.Level, timekeeper: Timekeeper = .system,
        write: @escaping @Sendable (String) -> Void = { StandardError.write($0) }
    ) {
        logLevel = level
        self.timekeeper = timekeeper
        self.write = write
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        var members: [JSONValue.Member] = [
            .init("time", .string(Timestamp.format(timekeeper.now(), to: .milliseconds))),
            .init("level", .string(event.level.rawValue)),
            .init("message", .string("\(event.message)")),
        ]
        var all = event.metadata ?? [:]
        if !metadata.isEmpty { all.merge(metadata) { own, _ in own } }
        for (name, value) in all.sorted(by: { $0.key < $1.key }) {
            let isTaken = name == "time" || name == "level" || name == "message"
            members.append(.init(isTaken ? "_" + name : name, Self.json(value)))
        }
        if let error = event.error { members.append(.init("error", .string("\(error)"))) }
        write(JSONValue.object(members).text)
    }

    private static func json(_ value: Logger.Metadata.Value) -> JSONValue {
        switch value {
        case .string(let text): .string(text)
        case .stringConvertible(let value as Int): .integer(value)
        case .stringConvertible(let value as Bool): .bool(value)
        case .stringConvertible(let value as JSONMetadata): value.value
        case .stringConvertible(let value): .string(value.description)
        case .array(let values): .array(values.map(json))
        case .dictionary(let members):
            .object(members.sorted { $0.key < $1.key }.map { .init($0.key, json($0.value)) })
        }
    }
}

/// A JSON value in a log entry's metadata, kept in its shape.
package struct JSONMetadata: Sendable, CustomStringConvertible {
    package var value: JSONValue

    package init(_ value: JSONValue) {
        self.value = value
    }

    package var description: String { value.text }
}
