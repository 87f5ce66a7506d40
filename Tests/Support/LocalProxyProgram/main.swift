// A proxy whose proofs say only for whom they are: for scripts that measure it and programs that try it.
//
//     local-proxy BIND [--allow URL]... [--socks-proxy HOST:PORT]
//
// It prints the address that it listens on.

import LocalProxy
import Logging
import Secrets
import SystemPackage

struct NamedProver: IdentityProver {
    let sessionCookies: Set<String> = ["__Host-latchkey-iam", "latchkey-iam-plain"]

    func proof(to server: Origin, for challenge: IdentityChallenge) async throws(IdentityRefusal) -> Secret {
        Secret("IAM proof-for-\(challenge.server)")
    }

    func token(to server: Origin, for challenge: KMSChallenge) async throws(IdentityRefusal) -> Secret {
        throw IdentityRefusal("This proxy hands no credentials over.")
    }
}

var arguments = Array(CommandLine.arguments.dropFirst())
var options: [String: [String]] = [:]
let bind = arguments.isEmpty ? "127.0.0.1:0" : arguments.removeFirst()
while arguments.count >= 2 { options[arguments.removeFirst(), default: []].append(arguments.removeFirst()) }

let configuration = try ProxyConfiguration(bind: bind, socksServer: options["--socks-proxy"]?.first)
let permissions = try Permissions(
    allowed: (options["--allow"] ?? []).compactMap { Origin($0) }, file: nil, asker: nil)
let proxy = LocalProxy(
    configuration, permissions: permissions, prover: NamedProver(),
    log: Logger(label: "local-proxy") { _ in SwiftLogNoOpLogHandler() })
try await proxy.run { _ = try? FileDescriptor.standardOutput.writeAll("\($0)\n".utf8) }
