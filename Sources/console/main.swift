import AWS
import Curl
import LatchkeyCore
import Portal

let program = Program(
    "console", "Lets people into the AWS console, and programs have session credentials, as what they are in IAM: / .")
let (server, records, identity, forms, pages, aws, roles, sessions) = program.settings(
    ServerSettings.self, RecordSettings.self, IdentitySettings.self, FormSettings.self, PageSettings.self,
    AWSSettings.self, RoleSettings.self, ConsoleSettings.self)
let client = program.client(aws, pace: Pace(bound: sessions.writeRate, leeway: .seconds(1))) {
    try CurlTransport(.init(proxy: aws.proxy, caFile: aws.caFile, userAgent: Program.userAgent), on: program.loop)
}
let durations = (sessions.consoleSessionDuration, sessions.apiSessionDuration)
let console = ConsoleRoutes(
    client: client, memory: ConsoleMemory(broker: BrokerMemory(identity: roles.broker)), table: roles.table,
    mirror: roles.mirror.keepingRoles(for: [durations.0, durations.1]), durations: durations,
    transitiveTagKeys: sessions.transitiveTagKeys, signinEndpoint: sessions.signinEndpoint, audit: AuditLog(records),
    pages: pages, preparation: Program.isPlainCGI ? .off : sessions.preparation)
program.serve(server, identity: identity, forms: forms, routes: console.routes + [Assets.route])
