import AWS
import Concurrency
import Curl
import Glibc
import Pages
import Program
import Reactor
import Settings
import Tokens
import Web

let program = Program(
    "iam-auth", "Says whether who asks is an IAM user or role that may enter, for nginx's auth_request: /auth .",
    options: [RevocationCommand.option: RevocationCommand.words])
let (server, audit, settings, tokens, secret, former, aws) = program.handlerSettings(
    ServerSettings.self, AuditSettings.self, IAMAuthSettings.self, TokensTableSettings.self, SecretSettings.self,
    FormerSecretSettings.self, AWSSettings.self)
let transport = program.configured {
    try CurlTransport(.init(proxy: aws.proxy, caFile: aws.caFile, userAgent: Program.userAgent), on: program.loop)
}
let client = program.configured { try aws.client(environment: ProcessEnvironment.variables, transport: transport) }
let table = RevocationTable(
    table: tokens.name, seal: RevocationSeal(secret, former), dynamoDB: DynamoDB(client))
if program.isAsked(for: RevocationCommand.option) {
    let command = RevocationCommand(
        table: table, takesTokens: settings.proofs.contains(.token),
        account: {
            if let named = settings.account { return named }
            return try? await STS(client).getCallerIdentity().account
        },
        audit: AuditLog(audit), now: client.awsTimekeeper.now)
    let arguments = Array(Program.arguments.dropFirst())
    exit(
        program.loop.run(cancellingAfter: .seconds(60)) {
            await command.perform(arguments) { StandardError.write("iam-auth: \($0)") }
        })
}
let rules = program.configured { try settings.rulesFile.map { try RulesFile($0, read: RulesFile.contents) } }
let service = IAMAuthService(
    settings: settings, tokensTable: tokens.name, regions: settings.regions ?? [aws.region],
    admission: Admission(account: settings.account, allowed: settings.allowed), client: client,
    linkKeys: SealingKeys(secret, former, purpose: "iam-auth link"),
    cookies: SessionCookies(
        keys: SealingKeys(secret, former, purpose: SessionCookies.purpose), duration: settings.sessionDuration,
        timekeeper: client.awsTimekeeper),
    tokenKeys: settings.issuer.map {
        KeySetCache(address: $0.address, transport: transport, timekeeper: client.timekeeper)
    },
    kmsContexts: KMSContexts(secret, former),
    revocations: Revocations(table: table, timekeeper: client.awsTimekeeper), rules: rules, audit: AuditLog(audit),
    places: AWSPlaces(of: server.maximumRequests))
service.keepFresh(on: program.loop, log: program.log(level: server.logLevel).logger)
program.serve(
    server,
    routes: VerifyRoutes(service: service).routes + SessionRoutes(service: service).routes
        + LinkRoutes(service: service).routes + KMSRoutes(service: service).routes + [Assets.route],
    pages: Portal())
