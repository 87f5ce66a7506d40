import AWS
import Concurrency
import Cryptography
import FoundationEssentials
import Reactor
import Transport

/// What commands have of the machine that they run on. Tests bring their own.
struct CommandContext: Sendable {
    /// What is said about how servers are reached.
    struct Network: Sendable, Equatable {
        /// The proxy's URL; nil for none.
        var proxy: String?
        /// Hosts that are reached without it, beside this machine.
        var proxyExceptions: [String] = []
        /// A PEM file of the certificate authorities to trust instead of the system's; nil for those.
        var caFile: String?
    }

    /// The process's variables.
    var environment: [String: String]
    var files: FileReader = .system
    /// The names in a folder; empty if there is no such folder.
    var listing: @Sendable (String) -> [String] = { (try? FileManager.default.contentsOfDirectory(atPath: $0)) ?? [] }
    /// What tells whether a file or folder has been changed; nil if there is none.
    var version: @Sendable (String) -> FileVersion? = { FileVersion(path: $0) }
    var streams: Streams = .standard
    var timekeeper: Timekeeper = .system
    var retry: RetryPolicy = .interactive
    /// Random bytes for nonces.
    var random: @Sendable (Int) -> [UInt8] = { Random.bytes($0) }
    /// Asks the person something, and returns the line that they answer; nil when there is no terminal.
    var ask: @Sendable (String) async -> String? = { await Terminal.shared.ask($0, .shown) }
    /// The same for what nobody else should see: the terminal doesn't show what is typed.
    var askHidden: @Sendable (String) async -> String? = { await Terminal.shared.ask($0, .hidden) }
    /// Whether standard output is a terminal.
    var outputIsTerminal: @Sendable () -> Bool = { Terminal.isOutput }
    /// What this machine is called where a person sees a list of theirs: 1 to 64 printable ASCII characters.
    var machine: @Sendable () -> String = { MachineName.current }
    /// Waits until somebody wants a command that goes on to end, or the task is cancelled.
    var stopped: @Sendable () async -> Void = { try? await Task.sleep(for: .seconds(1 << 30)) }
    var transport: @Sendable (Network) throws(CommandError) -> any Transport
    /// The person's sign-ins.
    var tokens: @Sendable (any Transport, CommandContext) -> any SignInTokens = {
        SignInSessions(transport: $0, context: $1)
    }
    /// Puts off what would break the process off, until the function that is returned is called.
    var holdSignals: @Sendable () -> @Sendable () -> Void = {
        HeldSignals.hold()
        return { HeldSignals.release() }
    }
    var openBrowser: @Sendable (String, CommandContext) async throws(CommandError) -> Void = {
        (link, context) async throws(CommandError) in
        try await Browser(environment: context.environment).open(link)
    }

    /// The value of an environment variable; nil if it is unset or empty.
    func variable(_ names: String...) -> String? {
        names.lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
    }

    /// What reaches portals and providers, and AWS where no profile says how.
    func serverTransport() throws(CommandError) -> any Transport {
        try transport(network(caFile: variable("AWS_CA_BUNDLE")))
    }

    /// The variables that most programs understand. In small letters they count first, as with curl.
    func network(caFile: String?) -> Network {
        var network = Network(caFile: caFile)
        if let proxy = variable("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY") {
            network.proxy = proxy.contains("://") ? proxy : "http://\(proxy)"
        }
        let exceptions = variable("no_proxy", "NO_PROXY") ?? ""
        network.proxyExceptions = exceptions.split { $0 == "," || $0.isWhitespace }.map(String.init)
        return network
    }
}

extension RetryPolicy {
    /// For somebody who waits at a terminal.
    static let interactive = {
        var policy = RetryPolicy()
        policy.maximumAttempts = 3
        policy.attemptTimeout = .seconds(10)
        policy.totalTimeout = .seconds(30)
        return policy
    }()
}
