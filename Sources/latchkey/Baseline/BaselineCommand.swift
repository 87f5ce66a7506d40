import ArgumentParser

/// `latchkey baseline`
struct BaselineCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "baseline",
        abstract: "Keeps an AWS account as one file says.",
        subcommands: [Offboard.self])
}
