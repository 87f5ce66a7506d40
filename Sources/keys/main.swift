import AWS
import Curl
import Portal

let program = Program("keys", "Lets people list, make, deactivate and delete their own access keys: /keys.")
let (server, records, identity, forms, pages, aws) = program.settings(
    ServerSettings.self, RecordSettings.self, IdentitySettings.self, FormSettings.self, PageSettings.self,
    AWSSettings.self)
let client = program.client(aws) {
    try CurlTransport(.init(proxy: aws.proxy, caFile: aws.caFile, userAgent: Program.userAgent), on: program.loop)
}
let keys = AccessKeyRoutes(client: client, audit: AuditLog(records), pages: pages)
program.serve(server, identity: identity, forms: forms, routes: keys.routes)
