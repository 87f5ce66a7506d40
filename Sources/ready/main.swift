import AWS
import Curl
import Preflight
import Program
import Reactor
import RoleMirror
import Tokens
import Web

let program = Program("ready", "Answers whether this node can do its work with AWS: GET /health/ready.")
let (server, served, aws, roles, tokens, mfa) = program.handlerSettings(
    ServerSettings.self, ServedUsers.self, AWSSettings.self, RoleSettings.self, TokensTableSettings.self,
    MFADeviceSettings.self)
let client = program.configured {
    try aws.client(
        environment: ProcessEnvironment.variables,
        transport: CurlTransport(
            .init(proxy: aws.proxy, caFile: aws.caFile, userAgent: Program.userAgent), on: program.loop))
}
let readiness = ReadinessChecks(
    client: client, table: roles.table,
    preflight: Preflight(
        client: client, table: roles.table, naming: roles.mirror.naming, served: served, tokensTable: tokens.name,
        mfaDevices: mfa.management),
    timeout: server.requestTimeout)
program.serve(server, routes: [readiness.route])
