import ArgumentParser
import Concurrency
import Formats
import OAuthClient

/// `latchkey status`
struct StatusCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Shows where you are signed in, until when, and which credentials are kept.",
        usage: "latchkey status [OPTIONS]",
        discussion: """
            Nothing is asked of a server: what is shown is what this machine has.

            EXAMPLES
              latchkey status
              latchkey status --json
            """)

    @Flag(help: "Print one JSON object.")
    var json = false

    func perform(in context: CommandContext) async throws(CommandError) {
        (try? LinkPage(environment: context.environment))?.removeOldPages()
        let configuration = try ToolConfiguration.load(in: context)
        let transport = try context.transport(context.network(caFile: nil))
        let sessions = SignInSessions(transport: transport, context: context)
        let now = context.timekeeper.now()
        var report = StatusReport(place: try sessions.secrets().place, now: now)
        for settings in configuration.signIns.values.sorted(by: { $0.name < $1.name }) {
            report.signIns.append((settings, try sessions.found(settings)))
        }
        let cache = CredentialsCache(environment: context.environment)
        for name in configuration.profiles.keys.sorted() {
            guard let kept = cache?.kept(name), kept.remaining(at: now) > 0, kept.isCurrent(context.version) else {
                continue
            }
            report.credentials.append(kept)
        }
        try context.streams.output(json ? report.json.text + "\n" : report.text)
    }
}
