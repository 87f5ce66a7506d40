import AWS
import Curl
import MFADevices
import Pages
import Program
import Reactor
import Settings
import SignOn
import Web

let program = Program("mfa", "Lets people add, replace and remove their own MFA devices: /mfa.")
let (server, audit, identity, served, secret, pages, settings, aws) = program.handlerSettings(
    ServerSettings.self, AuditSettings.self, IdentitySettings.self, ServedUsers.self, SecretSettings.self,
    PageSettings.self, MFASettings.self, AWSSettings.self)
let client = program.configured {
    try aws.client(
        environment: ProcessEnvironment.variables,
        transport: CurlTransport(
            .init(proxy: aws.proxy, caFile: aws.caFile, userAgent: Program.userAgent), on: program.loop))
}
let signOn = program.configured { try RemoteUser(identity, reachableBy: server.audience) }
let service = MFAService(
    client: client, served: served, audit: AuditLog(audit), tickets: EnrolmentTickets(secret: secret.secret),
    issuer: settings.issuer)
program.serve(
    server, routes: MFAPageRoutes(service: service).routes(signOn) + MFAChangeRoutes(service: service).routes(signOn),
    claimedName: signOn.claimedName, tokens: FormTokens(secret), pages: Portal(pages, sections: [.mfa]))
