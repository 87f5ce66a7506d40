import AWS
import Concurrency
import Curl
import Glibc
import MFADevices
import Pages
import Program
import Reactor
import Settings
import SignOn
import Tokens
import Web

let program = Program(
    "mfa", "Lets people add, replace and remove their own MFA devices: /mfa.", options: OperatorCommand.options)
let (server, audit, identity, served, secret, pages, settings, tokens, aws) = program.handlerSettings(
    ServerSettings.self, AuditSettings.self, IdentitySettings.self, ServedUsers.self, SecretSettings.self,
    PageSettings.self, MFASettings.self, TokensTableSettings.self, AWSSettings.self)
let client = program.configured {
    try aws.client(
        environment: ProcessEnvironment.variables,
        transport: CurlTransport(
            .init(proxy: aws.proxy, caFile: aws.caFile, userAgent: Program.userAgent), on: program.loop))
}
let service = MFAService(
    client: client, served: served, audit: AuditLog(audit), tickets: EnrolmentTickets(secret: secret.secret),
    records: MFARecordTable(table: tokens.name, client: client, longestRequest: server.requestTimeout),
    issuer: settings.issuer)
if OperatorCommand.options.keys.contains(where: program.isAsked) {
    let command = OperatorCommand(devices: service.devices(until: .now + .seconds(60)), audit: service.audit)
    exit(program.loop.run(cancellingAfter: .seconds(60)) { await command.perform(Program.arguments) { print($0) } })
}
let signOn = program.configured { try RemoteUser(identity, reachableBy: server.audience) }
program.serve(
    server, routes: MFAPageRoutes(service: service).routes(signOn) + MFAChangeRoutes(service: service).routes(signOn),
    claimedName: signOn.claimedName, tokens: FormTokens(secret), pages: Portal(pages, sections: [.mfa]))
