import AWS
import Applications
import Curl
import Program
import Reactor
import Settings
import SignOn
import Web

let program = Program(
    "broker", "Keeps what applications register: the role that is theirs, and whose tokens they bring: /applications .")
var (server, audit, identity, settings, secret, former, aws) = program.handlerSettings(
    ServerSettings.self, AuditSettings.self, IdentitySettings.self, BrokerSettings.self, SecretSettings.self,
    FormerSecretSettings.self, AWSSettings.self)
let client = program.configured {
    try aws.client(
        environment: ProcessEnvironment.variables,
        transport: CurlTransport(
            .init(proxy: aws.proxy, caFile: aws.caFile, userAgent: Program.userAgent), on: program.loop))
}
identity.mapping = .asIs
let signOn = ApplicationSignOn(
    remoteUser: program.configured { try RemoteUser(identity, reachableBy: server.audience) })
let service = BrokerService(
    settings: settings, client: client, seal: ApplicationSeal(secret: secret.secret, former: former.secrets),
    externalIDs: ExternalIDs(secret: secret.secret), audit: AuditLog(audit))
program.serve(
    server,
    routes: ApplicationRoutes(service: service).routes(signOn) + OperatorRoutes(service: service).routes(signOn),
    claimedName: signOn.claimedName)
