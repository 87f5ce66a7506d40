import AWS
import Concurrency
import Formats
import FoundationEssentials
import HTTPTypes
import OAuthClient
import Transport

/// What `latchkey doctor` asks servers: whether they can be reached, what time it is, and whether the person is signed in.
struct NetworkChecks {
    private static let timeout = Duration.seconds(10)
    private static let maximumSize = 256 << 10
    /// How far clocks may be apart, in seconds. An MFA code is good for thirty, and AWS takes signatures for five minutes.
    private static let tolerance: TimeInterval = 30

    private let signIns: [SignInSettings]
    private let context: CommandContext
    private let transport: any Transport
    private let sts: EndpointURL

    /// - Throws: ``CommandError`` for a setting that can't be used.
    init(signIns: [SignInSettings], in context: CommandContext) throws(CommandError) {
        self.signIns = signIns
        self.context = context
        transport = try context.serverTransport()
        let region = context.variable("AWS_REGION", "AWS_DEFAULT_REGION").flatMap { Region($0) }
        do throws(EndpointsError) {
            sts = try Endpoints(region: region ?? Partition.aws.iamSigningRegion, environment: context.environment)
                .endpoint(for: .sts).url
        } catch {
            throw CommandError(.configuration, "\(error)")
        }
    }

    func findings() async -> [Finding] {
        var findings = await look(at: sts, "/", calling: "AWS").findings
        for signIn in signIns {
            let isPortal = signIn.kind == .portal
            let name = "\(signIn.name) (\(signIn.issuer))"
            guard let url = EndpointURL(signIn.issuer) else { continue }
            let path = isPortal ? "/.well-known/oauth-authorization-server" : "/.well-known/openid-configuration"
            let answer = await look(at: url, path, calling: name)
            findings += answer.findings
            if answer.isThere { findings.append(await signedIn(signIn, name)) }
        }
        return findings
    }

    private func look(
        at url: EndpointURL, _ path: String, calling name: String
    ) async -> (findings: [Finding], isThere: Bool) {
        let head = HTTPRequest(
            method: .get, scheme: url.scheme.rawValue, authority: url.authority, path: url.path(appending: path))
        let response: TransportResponse
        do throws(TransportError) {
            response = try await transport.send(
                TransportRequest(
                    head: head, deadline: context.timekeeper.instant() + Self.timeout,
                    maximumResponseSize: Self.maximumSize, sharesConnection: false))
        } catch {
            let failure = Server.Failure(error)
            return (
                [.wrong(name, "\(failure.words): look whether the network works, and what HTTPS_PROXY says")], false
            )
        }
        // AWS has no page there, and answers anyhow.
        guard path == "/" || response.status == .ok else {
            return (
                [.wrong(name, "answers with the status \(response.status.code): is the address right?")], false
            )
        }
        let reached = Finding.well(name, "can be reached")
        guard let clock = clock(response, name) else { return ([reached], true) }
        return ([reached, clock], true)
    }

    /// How far this machine's clock is from a server's; nil if the server doesn't say.
    private func clock(_ response: TransportResponse, _ name: String) -> Finding? {
        guard let field = response.fields[.date], let theirs = HTTPDate.parse(field) else { return nil }
        let ahead = context.timekeeper.now().timeIntervalSince(theirs)
        guard abs(ahead) > Self.tolerance else { return .well("clock", "agrees with that of \(name)") }
        let words = WhoamiReport.words(abs(ahead))
        return .wrong(
            "clock",
            "\(words) \(ahead > 0 ? "ahead of" : "behind") that of \(name): set it, as with “timedatectl set-ntp true”")
    }

    private func signedIn(_ signIn: SignInSettings, _ name: String) async -> Finding {
        let tokens = context.tokens(transport, context)
        do throws(CommandError) {
            switch signIn.kind {
            case .portal: _ = try await tokens.accessToken(for: signIn, refusing: nil)
            case .provider: _ = try await tokens.idToken(for: signIn)
            }
            return .well(name, "you are signed in")
        } catch {
            return .wrong(name, error.description)
        }
    }
}
