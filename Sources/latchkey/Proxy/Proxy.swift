import AWS
import ArgumentParser
import IdentityProofs
import LocalProxy
import Logging
import Program
import SystemPackage

/// `latchkey proxy`
struct Proxy: Command {
    static let configuration = CommandConfiguration(
        commandName: "proxy",
        abstract: "Runs an HTTP proxy that proves who you are to the servers that you allow.",
        usage: "latchkey proxy [OPTIONS]",
        discussion: """
            It listens on this machine alone. Where an allowed server asks for an IAM identity, it proves yours, and sends \
            the request again with the session. The proof goes over TLS: ask for http://HOST where you allowed \
            https://HOST, and the proxy goes on over TLS. What is asked for over https passes through unread: open such \
            pages with “latchkey open”.

            If a server that isn't allowed asks, you are asked on the terminal; your answer is kept in \
            ~/.config/latchkey/servers. Standard output gets lines for your shell, standard error a line for each request. \
            Ctrl-C ends it.

            EXAMPLES
              latchkey proxy --allow https://tools.example.com
              export http_proxy=http://127.0.0.1:8080
              curl http://tools.example.com/report
              latchkey proxy --profile production --bind 127.0.0.1:8081
              latchkey proxy --socks-proxy localhost:1080
              role=arn:aws:iam::123456789012:role/deploy
              latchkey proxy --assume-role-arn $role --session-duration 1h
            """,
        version: Program.version)

    @Option(help: ArgumentHelp("Where it listens: an address of this machine's own.", valueName: "host:port"))
    var bind = "127.0.0.1:8080"

    @Option(
        help: ArgumentHelp(
            "A server to which your identity is proved, such as https://tools.example.com. Can be repeated.",
            valueName: "url"))
    var allow: [String] = []

    @Option(
        help: ArgumentHelp(
            "A KMS key under which servers of iam-auth-proxy's protocol get your credentials. Can be repeated.",
            discussion: """
                They can do for fifteen minutes what you may do; with those of a role that is opened here, nothing. \
                Servers that take a proof get that instead.
                """,
            valueName: "arn"))
    var allowKmsKey: [String] = []

    @Option(
        help: ArgumentHelp(
            "A server without TLS that gets such credentials, such as http://tools.internal. Can be repeated.",
            discussion: "Whoever is on the way can enter there as you.",
            valueName: "url"))
    var allowWithoutTls: [String] = []

    @Option(
        help: ArgumentHelp(
            "A SOCKS5 server through which it goes out, and which resolves names but localhost.", valueName: "host:port"
        ))
    var socksProxy: String?

    @OptionGroup var options: ProofOptions
    @OptionGroup var session: SessionOptions
    @OptionGroup var logging: LogOptions

    private var network: ProxyConfiguration?
    private var servers: [Origin] = []
    private var serversWithoutTLS: [Origin] = []

    mutating func validate() throws {
        do throws(ProxyError) {
            // A port alone means every address elsewhere; here it means this machine's.
            network = try ProxyConfiguration(
                bind: bind.utf8.first == UInt8(ascii: ":") ? "127.0.0.1\(bind)" : bind, socksServer: socksProxy)
        } catch {
            throw ValidationError("\(error).")
        }
        servers = try allow.map { text in
            let address = try ServerAddress(argument: text, named: "--allow \(text)")
            guard address.target == "/", let server = Origin(address.origin) else {
                throw ValidationError("--allow \(text) should name a server, such as \(address.origin).")
            }
            return server
        }
        for key in allowKmsKey where KMSKeyARN(key) == nil {
            throw ValidationError("--allow-kms-key \(key) should be like arn:aws:kms:us-east-1:123456789012:key/ID.")
        }
        serversWithoutTLS = try allowWithoutTls.map { text in
            guard let server = Origin(text), server.scheme == .http else {
                throw ValidationError("--allow-without-tls \(text) should be like http://tools.internal.")
            }
            return server
        }
        guard serversWithoutTLS.isEmpty || !allowKmsKey.isEmpty else {
            throw ValidationError("--allow-without-tls needs --allow-kms-key: no other proof is sent without TLS.")
        }
    }

    func perform(in context: CommandContext) async throws(CommandError) {
        guard var network else { return }
        let context = context.avoidingProxy(at: network.bind).pausingLog()
        let log = logging.logger(in: context)
        let requested = try session.requested(in: context)
        let aws = try AWSSession(options.aws, opening: requested, code: session.mfaTokenCode, in: context)
        network.authorities = aws.caFile
        let permissions = try permissions(in: context, log)
        let callers = CurrentCaller(aws, timekeeper: context.timekeeper)
        // Whoever has no credentials learns it now, and an MFA code is asked for while the person is there.
        let identity: String
        do throws(CommandError) {
            identity = try await callers.caller().identity.arn.rawValue
            // It would be too old for the next session.
            if aws.givenCode.take() != nil {
                log.warning(
                    "--mfa-token-code not used",
                    metadata: ["reason": "no device asked for a code, or its session is good still"])
            }
        } catch  where [.unavailable, .tryAgain].contains(error.status) {
            log.warning("identity not known yet", metadata: ["reason": "\(error)"])
            identity = "unknown"
        }
        let handed = try AWSSession(
            options.aws, opening: requested?.roleARN == nil ? nil : requested, within: TokenMaker.limits, in: context)
        let prover = AWSProver(
            callers: callers, aws: aws, options: options, context: context, log: log,
            tokens: TokenMaker(callers: callers, handed: handed))
        let proxy = LocalProxy(network, permissions: permissions, prover: prover, log: log, clock: context.timekeeper)
        try await run(proxy, for: permissions, as: identity, in: context, log)
    }

    private func permissions(in context: CommandContext, _ log: Logger) throws(CommandError) -> Permissions {
        let folder = UserFolders(environment: context.environment).settings
        do throws(PermissionFileError) {
            return try Permissions(
                allowed: servers, file: folder.map { PermissionFile(FilePath("\($0)/servers")) },
                asker: TerminalAsker(ask: context.ask),
                tokens: TokenPermissions(keys: allowKmsKey, serversWithoutTLS: serversWithoutTLS),
                forgotten: { log.warning("permission not kept", metadata: ["reason": "\($0)"]) })
        } catch {
            throw CommandError(.configuration, "\(error)")
        }
    }

    /// Runs the proxy until somebody wants it to end.
    private func run(
        _ proxy: LocalProxy, for permissions: Permissions, as identity: String, in context: CommandContext,
        _ log: Logger
    ) async throws(CommandError) {
        // This machine is reached without the proxy, unless that should prove something here, or the person says it all.
        let hasExceptions = context.variable("no_proxy", "NO_PROXY") != nil || permissions.knowThisMachine
        let running = Task { () -> Result<Void, CommandError> in
            do throws(ProxyError) {
                try await proxy.run {
                    Self.announce($0, identity, hasExceptions ? nil : "localhost,127.0.0.1,::1", in: context, log)
                }
                return .success(())
            } catch {
                return .failure(CommandError(error))
            }
        }
        let stopping = Task {
            await context.stopped()
            running.cancel()
        }
        defer { stopping.cancel() }
        try await running.value.get()
        log.notice("ended")
    }

    private static func announce(
        _ address: String, _ identity: String, _ exceptions: String?, in context: CommandContext, _ log: Logger
    ) {
        log.notice(
            "listening",
            metadata: [
                "identity": "\(identity)", "address": "\(address)",
                "advice":
                    "ask for http://HOST where https://HOST is allowed; open pages over https with “latchkey open”",
            ])
        do throws(CommandError) {
            try context.streams.output(
                """
                export http_proxy=http://\(address)
                export https_proxy=http://\(address)

                """ + (exceptions.map { "export no_proxy=\($0)\n" } ?? ""))
        } catch {
            log.warning("\(error)")
        }
    }

    private enum CodingKeys: CodingKey {
        case bind
        case allow
        case allowKmsKey
        case allowWithoutTls
        case socksProxy
        case options
        case session
        case logging
    }
}
