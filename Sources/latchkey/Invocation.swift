import ArgumentParser

/// What somebody asks of the tool with its arguments.
enum Invocation {
    case perform(any Command)
    /// Help, the version, or a script of completions.
    case show(String)
    /// An argument is wrong; the text is one line.
    case refuse(String)

    /// - Parameters:
    ///   - arguments: those after the tool's name.
    ///   - cached: what is printed for `credentials NAME` without any work; nil where there is some to do.
    init(_ arguments: [String], cached: (String) -> String? = { _ in nil }) {
        // AWS's tools ask this before each of their calls, so nothing is done for it that needn't be.
        if arguments.count == 2, arguments[0] == "credentials", !arguments[1].hasPrefix("-"),
            let credentials = cached(arguments[1])
        {
            self = .show(credentials)
            return
        }
        if let help = Self.help(arguments) {
            self = .show(help)
            return
        }
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

    /// The text that `latchkey COMMAND --help` asks for; nil for any other arguments.
    ///
    /// It is what the parser would answer. To ask for it spares the parsing, which takes longer than the text.
    private static func help(_ arguments: [String]) -> String? {
        guard arguments.count == 2, ["--help", "-h"].contains(arguments[1]) else { return nil }
        let command = Latchkey.configuration.subcommands.first { $0.configuration.commandName == arguments[0] }
        return command.map { Latchkey.helpMessage(for: $0) }
    }

    /// What is wrong, and where to read how it is right.
    private static func line(for error: any Error, _ arguments: [String]) -> String {
        let words = Latchkey.message(for: error).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let commands = Latchkey.configuration.subcommands.compactMap { $0.configuration.commandName }
        let name = commands.first { $0 == arguments.first }
        return words + " (see latchkey \(name.map { "\($0) " } ?? "")--help)"
    }
}
