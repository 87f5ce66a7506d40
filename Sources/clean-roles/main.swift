import AWS
import ArgumentParser
import Concurrency
import ConsoleSessions
import Curl
import Glibc
import Machines
import Program
import Reactor
import RoleCleanup
import RoleMirror
import RoleRecords
import Settings
import Tokens

let program = Program("clean-roles", CleanRoles.configuration.abstract)
let options = CleanRoles.parseOrExit()
do throws(MetricsFileError) {
    try options.metrics?.check()
} catch {
    Streams.standard.error(error.description)
    exit(CleanRoles.Status.cannotCreate.rawValue)
}

let (aws, auditing, roles, secret, tokens, machines) = program.settings(
    AWSSettings.self, AuditSettings.self, RoleSettings.self, SecretSettings.self, TokensTableSettings.self,
    MachineSettings.self)
let rateLimiter = RateLimiter(maximumRate: options.rate)
let thread = try LoopThread()
let client = program.configured {
    try aws.client(
        environment: ProcessEnvironment.variables, retry: .patient, rateLimiter: rateLimiter,
        transport: CurlTransport(
            .init(proxy: aws.proxy, caFile: aws.caFile, userAgent: Program.userAgent), on: thread.loop))
}
let records = RoleRecordTable(
    table: roles.table, seal: RecordSeal(secret: secret.secret), dynamoDB: DynamoDB(client))

let broker = BrokerCache(identity: roles.broker)

// Without a file, what is printed says the same.
let audit = auditing.file.map { AuditLog(path: $0) }

let status: CleanRoles.Status
if let userName = options.revoke {
    let sessions = RoleSessions(
        iam: IAM(client), sts: STS(client), records: records,
        caches: ConsoleCaches(broker: broker), configuration: roles.mirror)
    let table = MachineTable(table: tokens.name, seal: MachineSeal(secret), dynamoDB: DynamoDB(client))
    let (mayBeSignedIn, now) = (!machines.clients.isEmpty, client.awsTimekeeper.now)
    status = await SessionRevocation(
        sessions: sessions, userName: userName,
        endMachines: { (name) throws(MachinesError) in
            if mayBeSignedIn { try await table.endAll(of: PersonKey(name), at: now()) }
        }, audit: audit, output: options.output
    ).perform()
} else {
    let stop = StopRequest()
    try StopSignals([SIGTERM, SIGINT], on: thread.loop) { stop.request() }
    // If the machine's clock were fast, roles in use would look expired.
    let timekeeper = client.awsTimekeeper
    let run = CleanupRun(
        cleanup: RoleCleanup(
            iam: IAM(client), records: records, mirror: roles.mirror,
            identity: { () throws(AWSError) in try await broker.identity(asking: STS(client)) },
            mode: options.mode, rateLimiter: rateLimiter, concurrency: options.concurrency, stop: stop,
            timekeeper: timekeeper),
        singleRun: SingleRun(records: records, timekeeper: timekeeper), rateLimiter: rateLimiter, stop: stop,
        audit: CleanupAudit(audit), options: options)
    status = await run.perform(CleanupReport(format: options.output.format, mode: options.mode))
}
exit(status.rawValue)
