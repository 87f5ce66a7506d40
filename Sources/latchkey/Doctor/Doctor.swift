import ArgumentParser
import OAuthClient

/// `latchkey doctor`
struct Doctor: Command {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Looks whether all is well, and says what to do where it isn't.",
        usage: "latchkey doctor [OPTIONS]",
        discussion: """
            It looks at your configuration and AWS's files, at who else may read them, at the programs that profiles name, \
            and at the browser; asks AWS, your portals and providers whether they can be reached and what time it is; and \
            whether you are signed in. One line for each; it changes nothing, and exits with 78 if something is wrong.

            EXAMPLES
              latchkey doctor
              latchkey doctor --offline
            """)

    @Flag(help: "Ask no server.")
    var offline = false

    func perform(in context: CommandContext) async throws(CommandError) {
        var configuration: ToolConfiguration?
        var findings: [Finding] = []
        do throws(CommandError) {
            let found = try ToolConfiguration.load(in: context)
            findings.append(Self.finding(found))
            configuration = found
        } catch {
            findings.append(.wrong("configuration", error.description))
        }
        findings += FileChecks(configuration: configuration, context: context).findings()
        if !offline {
            let signIns = (configuration?.signIns ?? [:]).values.sorted { $0.name < $1.name }
            findings += try await NetworkChecks(signIns: signIns, in: context).findings()
        }
        for finding in findings { try context.streams.output(finding.line + "\n") }
        let count = findings.count { $0.verdict == .wrong }
        guard count == 0 else {
            throw CommandError(.configuration, count == 1 ? "one thing is wrong" : "\(count) things are wrong")
        }
    }

    private static func finding(_ configuration: ToolConfiguration) -> Finding {
        guard !configuration.profiles.isEmpty || !configuration.signIns.isEmpty else {
            return .well("configuration", "no profile of the tool's own; AWS's files count alone")
        }
        return .well(
            "configuration",
            "\(configuration.profiles.count.counted("profile")), \(configuration.signIns.count.counted("sign-in"))")
    }
}
