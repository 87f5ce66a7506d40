import AWS
import Concurrency
import FoundationEssentials
import HTTPTypes
import Reactor
import Synchronization
import Transport

@testable import latchkey

/// A machine for commands, made up by a test: variables, files, AWS and a server. It keeps what was sent and printed.
final class ToolBench: Sendable {
    enum Answer: Sendable {
        case answer(Int, String, HTTPFields = [:])
        case fail(TransportError)

        static func ok(_ body: String) -> Answer { .answer(200, body) }
    }

    private struct Kept {
        var requests: [TransportRequest] = []
        var output = ""
        var errors: [String] = []
        var log: [String] = []
        var questions: [String] = []
        var opened: [String] = []
        var networks: [CommandContext.Network] = []
    }

    private let kept = Mutex(Kept())
    let environment: [String: String]
    let files: [String: String]
    /// What the person answers to a question; nil for nobody at a terminal.
    let answer: String?
    /// What AWS answers to an operation of STS.
    let sts: @Sendable (String) -> Answer
    /// What the server answers to a path.
    let server: @Sendable (String) -> Answer
    let tokens: any SignInTokens
    let now: Date

    static let keys = [
        "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG",
        "AWS_EC2_METADATA_DISABLED": "true", "HOME": "/h",
    ]
    static let now = Date(timeIntervalSince1970: 1_795_600_000)

    init(
        environment: [String: String] = keys, files: [String: String] = [:], answer: String? = nil,
        sts: @escaping @Sendable (String) -> Answer = STSAnswers.alice,
        server: @escaping @Sendable (String) -> Answer = ServerAnswers.usual,
        tokens: any SignInTokens = NobodySignedIn(), now: Date = now
    ) {
        self.environment = environment
        self.files = files
        self.answer = answer
        self.sts = sts
        self.server = server
        self.tokens = tokens
        self.now = now
    }

    var requests: [TransportRequest] { kept.withLock { $0.requests } }
    var output: String { kept.withLock { $0.output } }
    var errors: [String] { kept.withLock { $0.errors } }
    var log: [String] { kept.withLock { $0.log } }
    var questions: [String] { kept.withLock { $0.questions } }
    var opened: [String] { kept.withLock { $0.opened } }
    var networks: [CommandContext.Network] { kept.withLock { $0.networks } }
    /// The paths that the server was asked for.
    var asked: [String] { requests.filter { $0.action == nil }.map { $0.head.path ?? "" } }

    var context: CommandContext {
        let (files, tokens, now) = (files, tokens, now)
        return CommandContext(
            environment: environment,
            files: FileReader { (path) throws(AWSError) in files[path].map { Array($0.utf8) } },
            listing: { folder in
                files.keys.filter { $0.hasPrefix("\(folder)/") }.map { String($0.dropFirst(folder.utf8.count + 1)) }
            },
            version: { path in files[path].map { FileVersion(modified: 1, size: $0.utf8.count, inode: 1) } },
            streams: Streams(
                output: { [self] (text) throws(CommandError) in kept.withLock { $0.output += text } },
                error: { [self] line in kept.withLock { $0.errors.append(CommandError.line(line)) } },
                log: { [self] line in kept.withLock { $0.log.append(line) } }),
            timekeeper: Timekeeper(now: { now }, sleep: { _ in }),
            random: { Array(repeating: 7, count: $0) },
            ask: { [self] question in
                kept.withLock { $0.questions.append(question) }
                return answer
            },
            askHidden: { [self] question in
                kept.withLock { $0.questions.append(question) }
                return answer
            },
            transport: { [self] (network) throws(CommandError) in
                kept.withLock { $0.networks.append(network) }
                return BenchTransport(bench: self)
            },
            tokens: { _, _ in tokens },
            holdSignals: { {} },
            openBrowser: { [self] (link, _) async throws(CommandError) in kept.withLock { $0.opened.append(link) } })
    }

    /// Runs the tool with these arguments.
    func run(_ arguments: String...) async -> Latchkey.Status { await run(arguments) }

    func run(_ arguments: [String]) async -> Latchkey.Status {
        switch Invocation(arguments) {
        case .perform(let command): return await command.status(in: context)
        case .show(let text):
            kept.withLock { $0.output += text }
            return .success
        case .refuse(let line):
            kept.withLock { $0.errors.append(line) }
            return .usage
        }
    }

    fileprivate func answer(to request: TransportRequest) -> Answer {
        kept.withLock { $0.requests.append(request) }
        if let action = request.action { return sts(action) }
        return server(request.head.path ?? "")
    }
}

private struct BenchTransport: Transport {
    let bench: ToolBench

    func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
        switch bench.answer(to: request) {
        case .fail(let error): throw error
        case .answer(let status, let body, let fields):
            return TransportResponse(
                head: HTTPResponse(status: .init(code: status), headerFields: fields), body: Array(body.utf8))
        }
    }
}

extension TransportRequest {
    /// The body as a text.
    var text: String { String(decoding: body, as: UTF8.self) }

    /// The operation of AWS that is called; nil for a request to a server.
    var action: String? {
        guard text.hasPrefix("Action=") else { return nil }
        return String(text.dropFirst("Action=".count).prefix { $0 != "&" })
    }
}

/// What STS answers.
enum STSAnswers {
    static let token = "eyJhbGciOiJFUzM4NCJ9.eyJzdWIiOiJhcm4ifQ.c2ln"

    static func wrap(_ action: String, _ result: String) -> ToolBench.Answer {
        .ok("<\(action)Response><\(action)Result>\(result)</\(action)Result></\(action)Response>")
    }

    static func error(_ code: String, _ status: Int = 403, _ message: String = "words") -> ToolBench.Answer {
        .answer(
            status, "<ErrorResponse><Error><Code>\(code)</Code><Message>\(message)</Message></Error></ErrorResponse>")
    }

    static func caller(_ arn: String, _ id: String, account: String = "123456789012") -> ToolBench.Answer {
        wrap("GetCallerIdentity", "<Arn>\(arn)</Arn><UserId>\(id)</UserId><Account>\(account)</Account>")
    }

    @Sendable static func alice(_ action: String) -> ToolBench.Answer {
        switch action {
        case "GetCallerIdentity": caller("arn:aws:iam::123456789012:user/staff/alice", "AIDACKCEVSQ6C2EXAMPLE")
        case "GetWebIdentityToken":
            wrap(
                action,
                "<WebIdentityToken>\(token)</WebIdentityToken><Expiration>2026-11-25T10:00:00Z</Expiration>")
        default: error("InvalidAction", 400)
        }
    }
}

/// What a server answers.
enum ServerAnswers {
    static func terms(
        account: String = "123456789012", server: String = "tools.example.com",
        regions: String = #""eu-west-1","us-east-1""#,
        proofs: String = #""signed","token""#
    ) -> String {
        #"{"account":"\#(account)","server":"\#(server)","regions":[\#(regions)],"proofs":[\#(proofs)]}"#
    }

    static let link = "https://tools.example.com/auth/link/c0de-_AZ"

    @Sendable static func usual(_ path: String) -> ToolBench.Answer {
        switch path {
        case "/auth/challenge": .ok(terms())
        case "/auth/link": .ok(#"{"url":"\#(link)"}"#)
        default: .answer(404, "")
        }
    }

    /// A server with these terms.
    static func with(_ terms: String) -> @Sendable (String) -> ToolBench.Answer {
        { path in path == "/auth/challenge" ? .ok(terms) : usual(path) }
    }
}
