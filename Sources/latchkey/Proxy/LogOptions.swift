import ArgumentParser
import Logging
import Program

/// What is logged, and how.
struct LogOptions: ParsableArguments {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text
        case json
    }

    enum Level: String, ExpressibleByArgument, CaseIterable {
        case trace, debug, info, notice, warning, error, critical

        /// Reads the level's name, or what other programs call it.
        init?(argument: String) {
            switch argument.lowercased() {
            case "warn": self = .warning
            case "fatal", "panic": self = .critical
            case let name: self.init(rawValue: name)
            }
        }
    }

    @Option(help: "The least important that is logged: info has a line for each request.")
    var logLevel: Level = .info

    @Option(help: "text: a line for people; json: an object in each line.")
    var logFormat: Format = .text

    func logger(in context: CommandContext) -> Logger {
        let (level, format) = (Logger.Level(rawValue: logLevel.rawValue) ?? .info, logFormat)
        let (write, timekeeper) = (context.streams.log, context.timekeeper)
        return Logger(label: "proxy") { _ -> any LogHandler in
            switch format {
            case .text: TextLogHandler(level: level, timekeeper: timekeeper, write: write)
            case .json:
                JSONLogHandler(level: level, timekeeper: timekeeper) { line in
                    write(String(decoding: line.dropLast(), as: UTF8.self))
                }
            }
        }
    }
}
