import AWS
import ArgumentParser
import Concurrency
import Curl
import Glibc
import LatchkeyCore
import Program
import Reactor
import RoleMirror
import RoleRecords

/// Removes the roles that nobody has used for their time to live; for cron or a systemd timer.
struct CleanRoles: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clean-roles",
        abstract: "Removes the mirrored roles that nobody has used for their time to live, and those of users gone.",
        discussion: """
            Reads the table that LATCHKEY_TABLE names, and removes every role whose record has expired, with its \
            policies and its record; and every role whose IAM user is gone, however lately it was used. A role that \
            somebody logs into meanwhile stays. One failure doesn't stop the rest, and what one run leaves undone, \
            killed or not, the next one does.

            One run works at a time, on whatever node: a lease in the table sees to that. After a run was killed, the \
            lease lapses within 30 seconds.

            IAM is written to evenly, --rate times a second at most, and more slowly while AWS throttles.

            Its settings are those of the handlers: LATCHKEY_TABLE, LATCHKEY_ROLE_PREFIX, LATCHKEY_ROLE_PATH, \
            LATCHKEY_REGION and AWS's own variables; LATCHKEY_SETTINGS_FILE names a file of them.

            It exits with
              0   when all went well,
              1   when some roles or policies could not be removed, or sessions not be ended,
              64  when an argument is wrong,
              69  when AWS could not be reached, or the table or the list of users not read to its end,
              75  when another run is under way, or this one was told to stop (SIGTERM, SIGINT) before its end,
              78  when a setting is missing or bad.
            """,
        version: Program.version)

    enum Output: String, ExpressibleByArgument, CaseIterable {
        case text
        case json
    }

    @Flag(name: [.customShort("n"), .customLong("dry-run")], help: "Say what would be removed, and remove nothing.")
    var isDryRun = false

    @Flag(
        name: .customLong("orphans"),
        help: """
            Remove also the roles at LATCHKEY_ROLE_PATH whose names begin with LATCHKEY_ROLE_PREFIX, that have no record, \
            and that carry Latchkey's tag or himeko's trust; others are named and left alone. And the policies that Latchkey made there for roles and that nothing uses; both only when they are \
            more than an hour old.
            """)
    var includesOrphans = false

    @Option(help: ArgumentHelp("End all sessions of this IAM user's role, and do nothing else.", valueName: "user"))
    var revoke: String?

    @Option(help: "text: a line for every role; json: one document.")
    var output: Output = .text

    @Option(help: ArgumentHelp("The most writes to IAM in a second (0.1 to 1000).", valueName: "n"))
    var rate = 10.0

    @Option(help: ArgumentHelp("The most roles to work on at once (1 to 64).", valueName: "n"))
    var concurrency = 32

    @Option(help: ArgumentHelp("How long to wait for another run to end (0 to 86400).", valueName: "seconds"))
    var wait = 0

    @Option(help: ArgumentHelp("Write what was done to a file for Prometheus' node exporter.", valueName: "file"))
    var metricsFile: String?

    func validate() throws {
        guard 1...64 ~= concurrency else { throw ValidationError("--concurrency should be a number from 1 to 64.") }
        guard 0.1...1_000 ~= rate else { throw ValidationError("--rate should be a number from 0.1 to 1000.") }
        guard 0...86_400 ~= wait else { throw ValidationError("--wait should be a number from 0 to 86400.") }
        guard revoke == nil || UserName(revoke ?? "") != nil else {
            throw ValidationError("--revoke should be the name of an IAM user.")
        }
        guard revoke == nil || !(isDryRun || includesOrphans || metricsFile != nil) else {
            throw ValidationError("--revoke goes with --output and --rate alone.")
        }
        guard metricsFile == nil || !isDryRun else {
            throw ValidationError("--metrics-file tells of what was done, and --dry-run does nothing.")
        }
    }

    func run() async throws {
        let program = Program("clean-roles", Self.configuration.abstract)
        let (aws, roles) = program.settings(AWSSettings.self, RoleSettings.self)
        let pace = Pace(bound: rate)
        let thread = try LoopThread()
        let client = program.configured {
            try aws.client(
                environment: ProcessEnvironment.variables, retry: .patient, pace: pace,
                transport: CurlTransport(
                    .init(proxy: aws.proxy, caFile: aws.caFile, userAgent: Program.userAgent), on: thread.loop))
        }
        let (iam, naming) = (IAM(client), roles.mirror.naming)
        let records = RoleRecordTable(table: roles.table, dynamoDB: DynamoDB(client))
        if let userName = revoke.flatMap({ UserName($0) }) {
            let sessions = RoleSessions(
                iam: iam, sts: STS(client), records: records,
                memory: ConsoleMemory(broker: BrokerMemory(identity: roles.broker)), configuration: roles.mirror)
            let status = await Revocation(sessions: sessions, userName: userName, output: output).perform()
            if status != .good { throw ExitCode(status.rawValue) }
            return
        }
        // By a clock of our own that is fast, roles in use would have expired.
        let timekeeper = Timekeeper(now: { client.latestAWSTime }, sleep: Timekeeper.system.sleep)
        let cleaning = Cleaning(
            cleanup: RoleCleanup(
                iam: iam, records: records, naming: naming, pace: pace, timekeeper: timekeeper),
            orphans: includesOrphans
                ? OrphanSearch(iam: iam, records: records, naming: naming, timekeeper: timekeeper) : nil,
            singleRun: SingleRun(records: records, timekeeper: timekeeper), pace: pace,
            mode: isDryRun ? .dryRun : .remove, concurrency: concurrency, patience: .seconds(wait),
            metrics: metricsFile.map(MetricsFile.init))

        let stop = StopRequest()
        try StopSignals([SIGTERM, SIGINT], on: thread.loop) { stop.request() }
        let status = await cleaning.perform(CleanupReport(output: output, mode: cleaning.mode), stop: stop)
        if status != .good { throw ExitCode(status.rawValue) }
    }
}

Program.prepareProcess()
// In a closure, as top-level code would choose the command line's synchronous entry.
await Task { await CleanRoles.main() }.value
