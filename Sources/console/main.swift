import AWS
import ConsoleSessions
import Curl
import Machines
import Pages
import Preflight
import Program
import Reactor
import RoleMirror
import RoleRecords
import Settings
import SignOn
import Tokens
import Web

let program = Program(
    "console",
    "Logs people into the AWS console, and gives programs session credentials, with the permissions of IAM users: / .",
    options: [PermissionReport.option: PermissionReport.words])
let (server, audit, identity, served, secret, pages, words, aws, roles, sessions, tokens, machines, mfa) =
    program.handlerSettings(
        ServerSettings.self, AuditSettings.self, IdentitySettings.self, ServedUsers.self, SecretSettings.self,
        PageSettings.self,
        ConsolePageSettings.self, AWSSettings.self, RoleSettings.self, ConsoleSettings.self, TokensTableSettings.self,
        MachineSettings.self, MFADeviceSettings.self)
let client = program.configured {
    try aws.client(
        environment: ProcessEnvironment.variables,
        rateLimiter: RateLimiter(maximumRate: sessions.writeRate, burst: .seconds(1)),
        transport: CurlTransport(
            .init(proxy: aws.proxy, caFile: aws.caFile, userAgent: Program.userAgent), on: program.loop))
}
if program.isAsked(for: PermissionReport.option) {
    let preflight = Preflight(
        client: client, table: roles.table, naming: roles.mirror.naming, served: served, tokensTable: tokens.name,
        mfaDevices: mfa.management)
    program.loop.run(cancellingAfter: .seconds(60)) { await PermissionReport(trying: preflight) }.printAndExit()
}
let signOn = program.configured { try RemoteUser(identity, reachableBy: server.audience) }
let durations = [sessions.consoleSessionDuration, sessions.apiSessionDuration]
let service = SessionService(
    client: client, caches: ConsoleCaches(broker: BrokerCache(identity: roles.broker)), table: roles.table,
    seal: RecordSeal(secret: secret.secret),
    mirror: roles.mirror.keepingRoles(forSessionsOf: durations.map { Double($0.seconds) }),
    served: served, transitiveTagKeys: sessions.transitiveTagKeys,
    machines: machines.clients.isEmpty
        ? nil : MachineTable(table: tokens.name, seal: MachineSeal(secret), dynamoDB: DynamoDB(client)),
    audit: AuditLog(audit), pages: words)
let login = LoginRoutes(
    service: service, duration: sessions.consoleSessionDuration, signinEndpoint: sessions.signinEndpoint,
    preparation: ProcessEnvironment.isPlainCGI ? .off : sessions.preparation)
let role = RoleRoutes(service: service)
let credentials = CredentialRoutes(service: service, duration: sessions.apiSessionDuration)
program.serve(
    server,
    routes: login.routes(signOn) + role.routes(signOn) + credentials.routes(signOn) + [Assets.route],
    claimedName: signOn.claimedName, tokens: FormTokens(secret), pages: Portal(pages, sections: [.console]))
