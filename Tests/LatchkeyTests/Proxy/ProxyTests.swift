import FoundationEssentials
import Synchronization
import TestSupport
import Testing
import Transport

@testable import LocalProxy
@testable import latchkey

@Suite(.timeLimit(.minutes(1))) struct ProxyTests {
    /// Runs the command, and ends it once it listens and `body` is done.
    private func run(
        _ bench: ToolBench, _ arguments: [String] = [], bind: String = "127.0.0.1:0",
        _ body: @escaping @Sendable () async -> Void = {}
    ) async -> Latchkey.Status {
        guard case .perform(let command) = Invocation(["proxy", "--bind", bind] + arguments) else {
            Issue.record("\(arguments)")
            return .usage
        }
        var context = bench.context
        context.stopped = {
            await until { bench.output.contains("https_proxy") }
            await body()
        }
        return await command.status(in: context)
    }

    @Test func `it prints the lines for a shell, and ends when it should`() async throws {
        let bench = ToolBench()
        #expect(await run(bench) == .success)
        let lines = bench.output.split(separator: "\n")
        #expect(bench.errors.isEmpty)
        let address = try #require(bench.output.split(separator: "\n").first?.split(separator: "//").last)
        #expect(HostPort(address)?.isLoopback == true)
        #expect(
            lines == [
                "export http_proxy=http://\(address)", "export https_proxy=http://\(address)",
                "export no_proxy=localhost,127.0.0.1,::1",
            ])
        #expect(bench.log.count == 2)
        let listening =
            "notice listening identity=arn:aws:iam::123456789012:user/staff/alice address=\(address) advice="
        #expect(bench.log.first?.contains(listening) == true)
        #expect(bench.log.last?.hasSuffix("notice ended") == true)
    }

    @Test func `no exception is made where this machine is to learn who asks, or where there are some already`()
        async throws
    {
        let allowing = ToolBench()
        #expect(await run(allowing, ["--allow", "http://localhost:8000"]) == .success)
        #expect(!allowing.output.contains("no_proxy"))
        let excepting = ToolBench(environment: ToolBench.keys.merging(["no_proxy": "internal"]) { $1 })
        #expect(await run(excepting) == .success)
        #expect(!excepting.output.contains("no_proxy"))
    }

    @Test func `a code that no device asks for is told not to be used`() async {
        let bench = ToolBench()
        #expect(await run(bench, ["--mfa-token-code", "987123"]) == .success)
        #expect(bench.log.count { $0.contains("warning --mfa-token-code not used") } == 1)
        #expect(!bench.log.joined().contains("987123"))
    }

    @Test func `the log is objects, if that is wanted, and nothing below its level`() async {
        let bench = ToolBench()
        #expect(await run(bench, ["--log-format", "json"]) == .success)
        #expect(bench.log.count == 2 && bench.log.allSatisfy { $0.hasPrefix(#"{"time":"#) })
        for level in ["warning", "warn", "error", "fatal", "panic", "CRITICAL"] {
            let quiet = ToolBench()
            #expect(await run(quiet, ["--log-level", level]) == .success)
            #expect(quiet.log.isEmpty, "\(level)")
        }
    }

    @Test func `a port that is taken is told`() async throws {
        let first = ToolBench()
        let second = ToolBench()
        let taken = Taken()
        #expect(
            await run(first) {
                let address = first.output.split(separator: "\n").first?.split(separator: "//").last.map(String.init)
                let ended = await run(second, bind: address ?? "")
                taken.status.withLock { $0 = ended }
            } == .success)
        #expect(taken.status.withLock { $0 } == .unavailable)
        #expect(second.errors.count == 1 && second.output.isEmpty)
        #expect(second.errors.first?.hasPrefix("another program listens on 127.0.0.1:") == true)
        #expect(second.errors.first?.hasSuffix(": end it, or choose another port with --bind") == true)
    }

    private final class Taken: Sendable {
        let status = Mutex<Latchkey.Status?>(nil)
    }

    @Test(
        arguments: [
            (["--bind", "0.0.0.0:8080"], "can be reached by others"),
            (["--bind", "[::]:8080"], "can be reached by others"),
            (["--bind", "example.com:8080"], "can be reached by others"),
            (["--bind", "nonsense"], "a host and a port"),
            (["--bind", ""], "a host and a port"), (["--bind", "127.0.0.1:99999"], "a host and a port"),
            (["--socks-proxy", "nonsense"], "a host and a port"),
            (["--allow", "http://tools.example.com"], "must begin with https://"),
            (["--allow", "tools.example.com"], "has no https:// in front"),
            (["--allow", "https://a@tools.example.com"], "leave it out"),
            (
                ["--allow", "https://tools.example.com/report"],
                "should name a server, such as https://tools.example.com"
            ),
            (["--allow", "https://127.1"], "should name a server"), (["--allow", "*"], "has no https:// in front"),
            (["--allow-kms-key", "alias/tools"], "arn:aws:kms:"), (["--allow-kms-key", "*"], "arn:aws:kms:"),
            (["--allow-without-tls", "http://tools.internal"], "needs --allow-kms-key"),
            (["--allow-without-tls", "https://tools.internal"], "http://tools.internal"),
            (["--log-level", "loud"], "log-level"), (["--log-format", "xml"], "log-format"),
            (["--assume-role-policy", "{}"], "--assume-role-arn"), (["more"], "more"),
        ] as [([String], String)])
    func `a wrong argument is one line`(arguments: [String], words: String) {
        guard case .refuse(let line) = Invocation(["proxy"] + arguments) else {
            Issue.record("\(arguments)")
            return
        }
        #expect(
            line.contains(words) && !line.contains("\n") && line.hasSuffix("(see latchkey proxy --help)"), "\(line)")
    }

    @Test func `a port alone is one of this machine's own`() {
        guard case .perform(let command) = Invocation(["proxy", "--bind", ":8081"]) else {
            Issue.record("it isn't taken")
            return
        }
        #expect(command is latchkey.Proxy)
    }

    @Test func `without credentials it doesn't start, and without AWS it does`() async {
        let nobody = ToolBench(environment: ["HOME": "/h", "AWS_EC2_METADATA_DISABLED": "true"])
        #expect(await run(nobody) == .configuration)
        #expect(nobody.output.isEmpty && nobody.errors.count == 1)
        let offline = ToolBench(sts: { _ in .fail(.notSent("no route to host")) })
        #expect(await run(offline) == .success)
        #expect(offline.log.first?.contains("warning identity not known yet") == true)
    }

    @Test func `the variables that name the proxy itself don't lead its own calls there`() throws {
        let variables = [
            "https_proxy": "http://127.0.0.1:8080/", "HTTPS_PROXY": "localhost:8080", "ALL_PROXY": "http://proxy:8080",
        ]
        let bench = ToolBench(environment: ToolBench.keys.merging(variables) { $1 })
        for (port, proxy) in [(8_080, "http://proxy:8080"), (8_081, "http://127.0.0.1:8080/")] {
            let bind = try #require(HostPort("127.0.0.1:\(port)"))
            #expect(bench.context.avoidingProxy(at: bind).network(caFile: nil).proxy == proxy)
        }
    }

    @Test func `a file of permissions with a fault keeps it from starting`() async throws {
        let folder = try TemporaryFolder()
        try FileManager.default.createDirectory(atPath: "\(folder.path)/latchkey", withIntermediateDirectories: false)
        let path = try folder.write("https://tools.example.com\nhttp://plain.example.com\n", to: "latchkey/servers")
        let bench = ToolBench(environment: ToolBench.keys.merging(["XDG_CONFIG_HOME": folder.path]) { $1 })
        #expect(await run(bench) == .configuration)
        #expect(bench.errors.count == 1 && bench.errors[0].contains("\(path):2: not the URL"), "\(bench.errors)")
    }

    @Test func `it says its version, and in its help how it is used`() async {
        let bench = ToolBench()
        #expect(await bench.run("proxy", "--version") == .success)
        #expect(bench.output.split(separator: ".").count == 3)
        let help = ToolBench()
        #expect(await help.run("proxy", "--help") == .success)
        for option in [
            "--bind", "--socks-proxy", "--assume-role-arn", "--assume-role-external-id", "--assume-role-session-name",
            "--assume-role-policy", "--session-duration", "--mfa-serial-number", "--mfa-token-code", "--region",
            "--log-level", "--log-format", "--version", "--profile", "--allow", "--proof", "EXAMPLES",
        ] {
            #expect(help.output.contains(option), "\(option)")
        }
    }
}
