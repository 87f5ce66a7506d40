import AWS
import ArgumentParser
import Concurrency
import Formats

/// `latchkey whoami`
struct Whoami: Command {
    static let configuration = CommandConfiguration(
        commandName: "whoami",
        abstract: "Shows who you are in AWS.",
        usage: "latchkey whoami [OPTIONS]",
        discussion: """
            Asks STS, and shows your account, your ARN with its parts, your unique ID, when the credentials expire, and \
            where they came from.

            EXAMPLES
              latchkey whoami
              latchkey whoami --profile production
              latchkey whoami --output json | jq -r .account
            """)

    enum Output: String, ExpressibleByArgument, CaseIterable {
        case text
        case json
    }

    @OptionGroup var aws: AWSOptions

    @Option(help: "text: a line for each fact; json: one object.")
    var output: Output = .text

    func perform(in context: CommandContext) async throws(CommandError) {
        let caller = try await AWSSession(aws, in: context).caller()
        let report = WhoamiReport(
            identity: caller.identity, userID: caller.caller.userID, found: caller.found,
            region: caller.client.endpoints.region, now: context.timekeeper.now())
        try context.streams.output(output == .json ? report.json.text + "\n" : report.text)
    }
}
