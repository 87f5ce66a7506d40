import AWS
import ArgumentParser
import Program
import RoleCleanup

/// The program's arguments.
struct CleanRoles: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clean-roles",
        abstract: """
            Removes mirrored roles that nobody has used for their time to live, and those whose users are gone; brings \
            those in use up to date.
            """,
        discussion: """
            Reads the table that LATCHKEY_TABLE names, and removes every role whose record has expired, with its \
            policies and its record; and every role whose IAM user is gone, however lately it was used. A role that \
            somebody logs into meanwhile stays.

            A role whose sessions may still be open is compared with its user, and made equal when permissions, \
            boundary or tags have changed, so that open sessions lose what the user has lost.

            One failure doesn't stop the rest, and what one run leaves undone, \
            killed or not, the next one does.

            One run works at a time, on whatever node: a lease in the table sees to that. After a run was killed, the \
            lease ends within 30 seconds.

            IAM is written to evenly, --rate times a second at most, and more slowly while AWS throttles.

            Its settings are those of the handlers: LATCHKEY_TABLE, LATCHKEY_SECRET, those of the roles, \
            LATCHKEY_REGION and AWS's own variables; LATCHKEY_SETTINGS_FILE names a file of them.

            It exits with
              0   when all went well,
              1   when some roles or policies were not removed or updated, or sessions not ended,
              64  when an argument is wrong,
              67  when --revoke names no IAM user, and no role is left of one,
              69  when AWS was not reached, or the table or a list not read to its end,
              73  when the metrics file can't be written, before anything is done,
              75  when another run is under way, or this one was told to stop,
              78  when a setting is missing or bad.

            SIGTERM and SIGINT tell a run to stop; it finishes what it has begun.
            """,
        version: Program.version)

    enum Output: String, ExpressibleByArgument, CaseIterable {
        case text
        case json
    }

    @Flag(
        name: [.customShort("n"), .customLong("dry-run")],
        help: "Say what would be removed and updated, and change nothing.")
    var isDryRun = false

    @Flag(
        name: .customLong("orphans"),
        help: """
            Also remove roles without a record: those at LATCHKEY_ROLE_PATH whose names begin with \
            LATCHKEY_ROLE_PREFIX, that carry Latchkey's tag, and that nobody has used for a day. Others are named and \
            left alone. Also remove policies that Latchkey made there for roles, that nothing uses, and that are more \
            than an hour old.
            """)
    var includesOrphans = false

    @Option(
        help: ArgumentHelp(
            "End all sessions of this IAM user's role and the sign-ins of their machines, and do nothing else.",
            valueName: "user"))
    var revoke: UserName?

    @Option(help: "text: a line for every role; json: one document.")
    var output: Output = .text

    @Option(help: ArgumentHelp("The most writes to IAM in a second (0.1 to 1000).", valueName: "n"))
    var rate = 10.0

    @Option(help: ArgumentHelp("The most roles to work on at once (1 to 64).", valueName: "n"))
    var concurrency = 32

    @Option(help: ArgumentHelp("How long to wait for another run to end (0 to 86400).", valueName: "seconds"))
    var wait = 0

    @Option(
        name: .customLong("metrics-file"),
        help: ArgumentHelp("Write what was done to a file for Prometheus' node exporter.", valueName: "file"))
    var metrics: MetricsFile?

    var mode: RoleCleanup.Mode { isDryRun ? .dryRun : .remove }

    func validate() throws {
        guard 1...64 ~= concurrency else { throw ValidationError("--concurrency should be a number from 1 to 64.") }
        guard 0.1...1_000 ~= rate else { throw ValidationError("--rate should be a number from 0.1 to 1000.") }
        guard 0...86_400 ~= wait else { throw ValidationError("--wait should be a number from 0 to 86400.") }
        guard revoke == nil || !(isDryRun || includesOrphans || metrics != nil) else {
            throw ValidationError("--revoke goes with --output and --rate alone.")
        }
        guard metrics == nil || !isDryRun else {
            throw ValidationError("--metrics-file tells of what was done, and --dry-run does nothing.")
        }
    }
}

extension UserName: ExpressibleByArgument {
    package init?(argument: String) { self.init(argument) }
}

extension MetricsFile: ExpressibleByArgument {
    init?(argument: String) {
        guard !argument.isEmpty else { return nil }
        self.init(path: argument)
    }
}
