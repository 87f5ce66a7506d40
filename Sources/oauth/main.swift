import AWS
import Concurrency
import Curl
import Glibc
import Machines
import Pages
import Program
import Reactor
import Settings
import SignOn
import Tokens
import Web

let program = Program(
    "oauth", "Signs people's machines in, for tools that get AWS credentials as them: /api/oauth, /machines .",
    options: [EndCommand.option: EndCommand.words])
let (server, audit, identity, secret, former, pages, aws, tokens, machines, settings) = program.handlerSettings(
    ServerSettings.self, AuditSettings.self, IdentitySettings.self, SecretSettings.self, FormerSecretSettings.self,
    PageSettings.self, AWSSettings.self, TokensTableSettings.self, MachineSettings.self, OAuthSettings.self)
let client = program.configured {
    try aws.client(
        environment: ProcessEnvironment.variables,
        transport: CurlTransport(
            .init(proxy: aws.proxy, caFile: aws.caFile, userAgent: Program.userAgent), on: program.loop))
}
let seal = MachineSeal(secret, former)
if program.isAsked(for: EndCommand.option) {
    let command = EndCommand(
        table: MachineTable(table: tokens.name, seal: seal, dynamoDB: DynamoDB(client)), audit: AuditLog(audit),
        now: client.awsTimekeeper.now
    ) { (name) throws(AWSError) in try await IAM(client).user(inAnyCase: name) != nil }
    let arguments = Array(Program.arguments.dropFirst())
    exit(
        program.loop.run(cancellingAfter: .seconds(60)) {
            await command.perform(arguments) { StandardError.write("oauth: \($0)") }
        })
}
let signOn = program.configured { try RemoteUser(identity, reachableBy: server.audience) }
let service = OAuthService(
    clients: machines.clients, lifetimes: settings.lifetimes, client: client, table: tokens.name, seal: seal,
    sealing: TokenSealing(secret, former), codeKeys: SealingKeys(secret, former, purpose: "authorization code"),
    audit: AuditLog(audit))
program.serve(
    server,
    routes: AuthorizationRoutes(service: service).routes(signOn) + TokenRoutes(service: service).routes
        + RevocationRoutes(service: service).routes + BearerRoutes(service: service).routes
        + MachineRoutes(service: service).routes(signOn) + [MetadataRoute.route(in: aws.region)],
    claimedName: signOn.claimedName, tokens: FormTokens(secret), pages: Portal(pages, sections: [.machines]))
