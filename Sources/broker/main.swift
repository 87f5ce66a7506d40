import AWS
import Applications
import Curl
import Program
import Reactor
import Settings
import SignOn
import Tokens
import Web

let program = Program(
    "broker",
    "Keeps what applications register, and gives them credentials for their users' tokens: /applications, /credentials ."
)
var (server, audit, identity, settings, secret, former, aws) = program.handlerSettings(
    ServerSettings.self, AuditSettings.self, IdentitySettings.self, BrokerSettings.self, SecretSettings.self,
    FormerSecretSettings.self, AWSSettings.self)
let transport = program.configured {
    try CurlTransport(.init(proxy: aws.proxy, caFile: aws.caFile, userAgent: Program.userAgent), on: program.loop)
}
let client = program.configured {
    try aws.client(
        environment: ProcessEnvironment.variables,
        rateLimiter: RateLimiter(maximumRate: settings.sessionRate, burst: .seconds(1), pacing: .sessions),
        transport: transport)
}
if aws.proxy != nil { settings.rules.keyHosts = settings.rules.keyHosts.behindProxy }
identity.mapping = .asIs
let signOn = ApplicationSignOn(
    remoteUser: program.configured { try RemoteUser(identity, reachableBy: server.audience) })
let service = BrokerService(
    settings: settings, client: client, transport: transport,
    seal: ApplicationSeal(secret, former),
    externalIDs: ExternalIDs(secret: secret.secret), audit: AuditLog(audit))
program.serve(
    server,
    routes: ApplicationRoutes(service: service).routes(signOn) + OperatorRoutes(service: service).routes(signOn)
        + RevocationRoutes(service: service).routes(signOn) + CredentialRoutes(service: service).routes(signOn),
    claimedName: signOn.claimedName)
