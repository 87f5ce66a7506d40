import Concurrency
import Formats
import Logging

/// Writes each log entry as a line for people: time, level, message, and its metadata as `name=value`.
struct TextLogHandler: LogHandler {
    /// What stands first, in this order. Everything else follows by its name.
    private static let first = ["method", "server", "status", "bytes", "ms", "identity"]

    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]
    private let timekeeper: Timekeeper
    private let write: @Sendable (String) -> Void

    /// - Parameters:
    ///   - level: the least level that is written.
    ///   - timekeeper: the clock.
    ///   - write: takes one line without its end.
    init(level: Logger.Level, timekeeper: Timekeeper, write: @escaping @Sendable (String) -> Void) {
        logLevel = level
        self.timekeeper = timekeeper
        self.write = write
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { $1 }
        let names = Self.first.filter { all[$0] != nil } + all.keys.filter { !Self.first.contains($0) }.sorted()
        let values = names.compactMap { name in all[name].map { "\(name)=\(Self.text("\($0)"))" } }
        let words = [Timestamp.format(timekeeper.now()), event.level.rawValue, "\(event.message)"] + values
        write(CommandError.line(words.joined(separator: " ")))
    }

    /// In quotes unless it is one word.
    private static func text(_ value: String) -> String {
        let isWord = !value.isEmpty && !value.contains { $0.isWhitespace || $0 == "\"" || $0 == "=" }
        return isWord ? value : "\"\(value.replacing("\"", with: "'"))\""
    }
}
