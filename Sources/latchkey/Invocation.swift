import ArgumentParser

/// What somebody asks of the tool with its arguments.
enum Invocation {
    case perform(any Command)
    /// Help, the version, or a script of completions.
    case show(String)
    /// An argument is wrong; the text is one line.
    case refuse(String)

    init(_ arguments: [String]) {
        do {
            var command = try Latchkey.parseAsRoot(arguments)
            if let command = command as? any Command {
                self = .perform(command)
                return
            }
            // `latchkey` and `latchkey help`, which end with a text.
            try command.run()
            self = .show(Latchkey.helpMessage())
        } catch {
            guard Latchkey.exitCode(for: error) == .success else {
                self = .refuse(Self.line(for: error, arguments))
                return
            }
            self = .show(Latchkey.fullMessage(for: error))
        }
    }

    /// What is wrong, and where to read how it is right.
    private static func line(for error: any Error, _ arguments: [String]) -> String {
        let words = Latchkey.message(for: error).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let commands = Latchkey.configuration.subcommands.compactMap { $0.configuration.commandName }
        let name = commands.first { $0 == arguments.first }
        return words + " (see latchkey \(name.map { "\($0) " } ?? "")--help)"
    }
}
