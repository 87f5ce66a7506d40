import AWS
import ArgumentParser
import Curl
import LatchkeyCore
import Portal

/// Removes the roles that nobody has used for their time to live; for cron or a systemd timer.
struct CleanRoles: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clean-roles",
        abstract: "Removes the mirrored roles that nobody has used for their time to live.",
        discussion: """
            Reads the table that LATCHKEY_TABLE names, and removes every role whose record has expired, with its \
            policies and its record. A role that somebody logs into meanwhile stays. One failure doesn't stop the rest.

            Its settings are those of the handlers: LATCHKEY_TABLE, LATCHKEY_ROLE_PREFIX, LATCHKEY_ROLE_PATH, \
            LATCHKEY_REGION and AWS's own variables; LATCHKEY_SETTINGS_FILE names a file of them.

            It exits with 0 when all went well, 1 when some roles could not be removed, 69 when AWS could not be \
            reached at all, and 78 when a setting is missing or bad.
            """,
        version: Program.version)

    enum Output: String, ExpressibleByArgument, CaseIterable {
        case text
        case json
    }

    @Flag(name: [.customShort("n"), .customLong("dry-run")], help: "Say what would be removed, and remove nothing.")
    var isDryRun = false

    @Option(help: "text: a line for every role; json: one document at the end.")
    var output: Output = .text

    @Option(help: ArgumentHelp("How many roles to work on at once (1 to 64).", valueName: "n"))
    var concurrency = 4

    func validate() throws {
        guard 1...64 ~= concurrency else { throw ValidationError("--concurrency should be a number from 1 to 64.") }
    }

    func run() async throws {
        let program = Program("clean-roles", Self.configuration.abstract)
        let (aws, roles) = program.settings(AWSSettings.self, RoleSettings.self, arguments: [])
        let client = program.client(aws, retry: .patient) {
            try Engine(.init(proxy: aws.proxy, caFile: aws.caFile, userAgent: Program.userAgent))
        }
        let cleanup = RoleCleanup(
            mirror: RoleMirror(iam: IAM(client)),
            records: RoleRecords(table: roles.table, dynamoDB: DynamoDB(client)), naming: roles.mirror.naming)

        let report = CleanupReport(output: output, mode: isDryRun ? .dryRun : .remove)
        do throws(CoreError) {
            let expired = try await cleanup.expired()
            report.begin(expired)
            await cleanup.remove(expired, mode: isDryRun ? .dryRun : .remove, concurrency: concurrency) {
                report.add($0, $1)
            }
        } catch {
            report.fail(error)
            throw ExitCode(69)
        }
        if report.finish().failed > 0 { throw ExitCode(1) }
    }
}

// In a closure, as top-level code would choose the command line's synchronous entry.
await Task { await CleanRoles.main() }.value
