import AWS
import Curl
import LatchkeyCore
import Pages
import Program
import Reactor
import RoleMirror
import SignOn
import Web

let program = Program(
    "console", "Lets people into the AWS console, and programs have session credentials, as what they are in IAM: / .")
let (server, audit, identity, forms, pages, words, aws, roles, sessions) = program.handlerSettings(
    ServerSettings.self, AuditSettings.self, IdentitySettings.self, FormSettings.self, PageSettings.self,
    ConsolePageSettings.self, AWSSettings.self, RoleSettings.self, ConsoleSettings.self)
let client = program.configured {
    try aws.client(
        environment: ProcessEnvironment.variables,
        rateLimiter: RateLimiter(maximumRate: sessions.writeRate, burst: .seconds(1)),
        transport: CurlTransport(
            .init(proxy: aws.proxy, caFile: aws.caFile, userAgent: Program.userAgent), on: program.loop))
}
let durations = (sessions.consoleSessionDuration, sessions.apiSessionDuration)
let signOn = RemoteUser(identity)
let console = ConsoleRoutes(
    client: client, signOn: signOn, memory: ConsoleMemory(broker: BrokerMemory(identity: roles.broker)),
    table: roles.table,
    mirror: roles.mirror.keepingRoles(forSessionsOf: [durations.0, durations.1].map { Double($0.seconds) }),
    durations: durations,
    transitiveTagKeys: sessions.transitiveTagKeys, signinEndpoint: sessions.signinEndpoint, audit: AuditLog(audit),
    pages: words, preparation: ProcessEnvironment.isPlainCGI ? .off : sessions.preparation)
program.serve(
    server, routes: console.routes + [Assets.route], authenticator: signOn, tokens: FormTokens(forms),
    pages: Portal(pages, sections: [.console]))
