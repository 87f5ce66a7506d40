import AWS
import Curl
import Pages
import Program
import Reactor
import Settings
import SignOn
import Web

let program = Program("keys", "Lets people list, make, deactivate and delete their own access keys: /keys.")
let (server, audit, identity, served, secret, pages, words, aws) = program.handlerSettings(
    ServerSettings.self, AuditSettings.self, IdentitySettings.self, ServedUsers.self, SecretSettings.self,
    PageSettings.self,
    KeyPageSettings.self, AWSSettings.self)
let client = program.configured {
    try aws.client(
        environment: ProcessEnvironment.variables,
        transport: CurlTransport(
            .init(proxy: aws.proxy, caFile: aws.caFile, userAgent: Program.userAgent), on: program.loop))
}
let signOn = program.configured { try RemoteUser(identity, reachableBy: server.audience) }
let keys = AccessKeyRoutes(client: client, served: served, audit: AuditLog(audit), pages: words)
program.serve(
    server, routes: keys.routes(signOn), claimedName: signOn.claimedName, tokens: FormTokens(secret),
    pages: Portal(pages, sections: [.keys]))
