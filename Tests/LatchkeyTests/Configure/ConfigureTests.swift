import FoundationEssentials
import OAuthClient
import Secrets
import TestSupport
import Testing
import Transport

@testable import latchkey

@Suite(.timeLimit(.minutes(1))) struct ConfigureTests {
    private static let portal = "https://latchkey.example.com"
    private static let metadata =
        #"{"issuer":"https://latchkey.example.com","token_endpoint":"https://latchkey.example.com/api/oauth/token"}"#
    private static let served = """
        sign-ins:
          company: {portal: "https://latchkey.example.com"}
          okta: {issuer: "https://example.okta.com", client-id: 0oa1}
        profiles:
          work: {sign-in: company, region: eu-west-1}
          admin: {sign-in: okta, role-arn: "arn:aws:iam::123456789012:role/admin"}
        """

    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// A machine whose home is the folder. The portal serves these pages.
    private func bench(_ pages: [String: ToolBench.Answer] = [:], answer: String? = "yes") -> ToolBench {
        ToolBench(
            environment: ["HOME": folder.path, "PATH": "/nowhere", "AWS_EC2_METADATA_DISABLED": "true"], answer: answer,
            server: { pages[$0] ?? .answer(404, "") })
    }

    private var usual: [String: ToolBench.Answer] { ["/latchkey.yaml": .ok(Self.served)] }

    private var config: String { folder.text(of: ".aws/config") }

    private var kept: String { folder.text(of: ".config/latchkey/portals/latchkey.example.com.yaml") }

    private func write(_ text: String, to name: String) throws {
        let path = "\(folder.path)/\(name)"
        try FileManager.default.createDirectory(
            atPath: path.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" },
            withIntermediateDirectories: true)
        try text.write(toFile: path, atomically: false, encoding: .utf8)
    }

    @Test func `what a portal serves is kept, and AWS's tools get its profiles`() async throws {
        let bench = bench(usual)
        #expect(await bench.run("configure", Self.portal) == .success, "\(bench.errors)")
        #expect(bench.questions == ["Change it so? [yes/no] "])
        #expect(kept == Self.served)
        let lines = config.split(separator: "\n", omittingEmptySubsequences: false)
        try #require(lines.count == 8)
        #expect(
            [lines[0], lines[2], lines[3], lines[4], lines[6]] == [
                "[profile admin]", "region = us-east-1", "", "[profile work]", "region = eu-west-1",
            ])
        #expect(lines[1].hasPrefix("credential_process = /") && lines[1].hasSuffix(" credentials admin"))
        for words in [
            "2 profiles, with 2 sign-ins", "company: https://latchkey.example.com", "okta: https://example.okta.com",
            "+ [profile work]",
            "latchkey login company",
        ] {
            #expect(bench.output.contains(words), "\(bench.output)")
        }
        // The second time there is nothing to ask.
        let again = self.bench(usual, answer: nil)
        #expect(await again.run("configure", Self.portal) == .success)
        #expect(again.output == "All is set up already.\n" && again.questions.isEmpty)
    }

    @Test func `where the portal serves nothing, its own sign-in is set up`() async {
        let bench = bench(["/.well-known/oauth-authorization-server": .ok(Self.metadata)])
        #expect(await bench.run("configure", "--yes", Self.portal) == .success, "\(bench.errors)")
        #expect(kept.contains(#"example: {portal: "https://latchkey.example.com"}"#))
        #expect(config.contains("[profile example]\ncredential_process = ") && bench.questions.isEmpty)
        let named = self.bench(["/.well-known/oauth-authorization-server": .ok(Self.metadata)])
        #expect(await named.run("configure", "--yes", Self.portal, "--name", "acme") == .success)
        #expect(config.contains("[profile acme]\n"))
    }

    @Test func `a name that another portal has already isn't taken by a second one`() async {
        let bench = ToolBench(
            environment: ["HOME": folder.path, "PATH": "/nowhere", "AWS_EC2_METADATA_DISABLED": "true"],
            files: [
                "\(folder.path)/.config/latchkey/portals/latchkey.example.org.yaml":
                    "sign-ins:\n  example: {portal: 'https://latchkey.example.org'}\n"
            ], server: { $0 == "/.well-known/oauth-authorization-server" ? .ok(Self.metadata) : .answer(404, "") })
        #expect(await bench.run("configure", "--yes", Self.portal) == .configuration)
        #expect(bench.errors.first?.hasPrefix("the name example is taken by https://latchkey.example.org: ") ?? false)
        #expect(await bench.run("configure", "--yes", Self.portal, "--name", "acme") == .success, "\(bench.errors)")
    }

    @Test func `a portal's own sign-in has the portal's Region`() async {
        let metadata = Self.metadata.dropLast() + #","aws_region":"eu-central-1"}"#
        let bench = bench(["/.well-known/oauth-authorization-server": .ok(String(metadata))])
        #expect(await bench.run("configure", "--yes", Self.portal) == .success, "\(bench.errors)")
        #expect(config.hasSuffix("\nregion = eu-central-1\n"))
        #expect(bench.output.contains("1 profile, with 1 sign-in:"))
    }

    /// What `configure` writes as the Region of a profile that names none.
    @Test(
        arguments: [
            (arguments: [], variables: [:], file: "", region: "us-east-1"),
            (["--region", "eu-west-3"], ["AWS_REGION": "eu-west-2"], "", "eu-west-3"),
            ([], ["AWS_DEFAULT_REGION": "eu-west-2"], "[default]\nregion = eu-west-1\n", "eu-west-2"),
            ([], [:], "[default]\nregion = eu-west-1\n", "eu-west-1"),
            // What isn't there for this role counts for nothing.
            ([], ["AWS_REGION": "cn-north-1"], "[default]\nregion = eu-west-1\n", "eu-west-1"),
            ([], [:], "[profile admin]\nregion = ap-south-1\n", nil),
            (["--region", "eu-west-3"], [:], "[profile admin]\nregion = x\n", nil),
        ] as [(arguments: [String], variables: [String: String], file: String, region: String?)])
    func `a profile without a Region gets one`(
        arguments: [String], variables: [String: String], file: String, region: String?
    ) async throws {
        try write(file, to: ".aws/config")
        let bench = ToolBench(
            environment: ["HOME": folder.path].merging(variables) { $1 },
            files: ["\(folder.path)/.config/latchkey/config.yaml": Self.served, "\(folder.path)/.aws/config": file])
        #expect(
            await bench.run(["configure", "--yes", "--profile", "admin"] + arguments) == .success, "\(bench.errors)")
        func regions(_ text: String) -> [String] {
            text.split(separator: "\n").filter { $0.hasPrefix("region = ") }.map(String.init)
        }
        #expect(regions(config) == regions(file) + (region.map { ["region = \($0)"] } ?? []), "\(config)")
    }

    /// The machine with what it keeps, as tools read it.
    private func configured(_ pages: [String: ToolBench.Answer]) -> ToolBench {
        ToolBench(
            environment: [
                "HOME": folder.path, "PATH": "/nowhere", "AWS_EC2_METADATA_DISABLED": "true",
                "LATCHKEY_SECRETS": "files",
            ],
            files: ["\(folder.path)/.config/latchkey/portals/latchkey.example.com.yaml": kept], answer: "yes",
            server: { pages[$0] ?? .answer(404, "") })
    }

    @Test func `what a portal serves by now is set up when somebody wants it`() async {
        #expect(await bench(usual).run("configure", "--yes", Self.portal) == .success)
        let same = configured(usual)
        #expect(await same.run("configure", "--update") == .success && same.output == "All is set up already.\n")
        let more = Self.served + "\n  test: {sign-in: company}"
        let update = configured(["/latchkey.yaml": .ok(more)])
        #expect(await update.run("configure", "--update") == .success, "\(update.errors)")
        #expect(
            update.questions == ["Change it so? [yes/no] "] && update.output.contains("3 profiles, with 2 sign-ins:"))
        #expect(kept == more && config.contains("[profile test]\n"))
    }

    @Test func `a portal that serves nothing keeps the name that somebody gave it`() async {
        let pages: [String: ToolBench.Answer] = ["/.well-known/oauth-authorization-server": .ok(Self.metadata)]
        #expect(await bench(pages).run("configure", "--yes", Self.portal, "--name", "acme") == .success)
        for arguments in [["configure", "--update"], ["configure", Self.portal]] {
            let again = configured(pages)
            #expect(
                await again.run(arguments) == .success && again.output == "All is set up already.\n", "\(again.output)")
        }
    }

    @Test func `whoever is signed in stays so when the portal calls its sign-in otherwise`() async throws {
        #expect(await bench(usual).run("configure", "--yes", Self.portal) == .success)
        let renamed = configured(["/latchkey.yaml": .ok(Self.served.replacing("company", with: "acme"))])
        let context = renamed.context
        let sessions = SignInSessions(transport: try context.serverTransport(), context: context)
        var former = SignInBench.portal
        var tokens = TokenSet()
        tokens.refreshToken = Secret("r0")
        try sessions.write(KeptSignIn(tokens, of: former, at: ToolBench.now), former)
        #expect(await renamed.run("configure", "--update") == .success, "\(renamed.errors)")
        #expect(try sessions.found(former) == nil)
        former.name = "acme"
        #expect(try sessions.found(former)?.refreshToken == Secret("r0"))
    }

    @Test func `without a portal there is nothing to update`() async {
        let bench = bench()
        #expect(await bench.run("configure", "--update") == .configuration)
        #expect(bench.errors.first?.hasPrefix("no portal is set up: ") == true)
    }

    @Test(
        arguments: [
            (answer: "no", status: Latchkey.Status.tryAgain), ("", .tryAgain), ("yess", .tryAgain), (nil, .usage),
        ] as [(answer: String?, status: Latchkey.Status)])
    func `without a yes nothing is changed`(answer: String?, status: Latchkey.Status) async {
        let bench = bench(usual, answer: answer)
        #expect(await bench.run("configure", Self.portal) == status)
        #expect(config.isEmpty && kept.isEmpty)
    }

    @Test func `a dry run shows the change and asks nothing`() async {
        let bench = bench(usual)
        #expect(await bench.run("configure", "--dry-run", Self.portal) == .success)
        #expect(bench.output.contains("+ [profile work]") && bench.questions.isEmpty && config.isEmpty && kept.isEmpty)
    }

    @Test func `own profiles are set up without a portal, and others are left alone`() async throws {
        try write("# mine\n[profile other]\nregion = x", to: ".aws/config")
        let bench = ToolBench(
            environment: ["HOME": folder.path], files: ["\(folder.path)/.config/latchkey/config.yaml": Self.served],
            answer: "y")
        #expect(await bench.run("configure", "--profile", "work") == .success, "\(bench.errors)")
        #expect(
            config.hasPrefix("# mine\n[profile other]\nregion = x\n\n[profile work]\n") && !config.contains("admin"))
    }

    @Test func `a profile with other credentials is refused, or they are replaced and not shown`() async throws {
        let text = "[profile work]\naws_secret_access_key = hush\nrole_arn = r\noutput = json\n"
        try write(text, to: ".aws/config")
        let refused = bench(usual)
        #expect(await refused.run("configure", Self.portal) == .configuration)
        #expect(refused.errors.first?.contains("has credentials by role_arn") == true && config == text && kept.isEmpty)
        let replaced = bench(usual)
        #expect(await replaced.run("configure", "--replace", Self.portal) == .success)
        #expect(config.hasPrefix("[profile work]\noutput = json\ncredential_process = "))
        #expect(replaced.output.contains("- aws_secret_access_key = …") && !replaced.output.contains("hush"))
    }

    @Test func `an access key in the credentials file counts first, and is told`() async {
        let bench = ToolBench(
            environment: ["HOME": folder.path],
            files: ["\(folder.path)/.aws/credentials": "[work]\naws_access_key_id = AKIA1\naws_secret_access_key = s"],
            answer: "yes", server: { _ in .ok(Self.served) })
        #expect(await bench.run("configure", Self.portal) == .configuration)
        #expect(
            bench.errors.first?.contains("the profile work has aws_access_key_id in AWS's credentials file") == true)
    }

    @Test(
        arguments: [
            (["/latchkey.yaml": .answer(302, "")], .badAnswer, "wants a sign-in"),
            (["/latchkey.yaml": .answer(401, "")], .badAnswer, "wants a sign-in"),
            (["/latchkey.yaml": .answer(500, "")], .unavailable, "the status 500"),
            (["/latchkey.yaml": .fail(.notSent("no route"))], .unavailable, "can't be reached: no route"),
            (["/latchkey.yaml": .ok("sign-ins: [")], .configuration, "/latchkey.yaml, line"),
            (["/latchkey.yaml": .ok("<html>")], .configuration, "/latchkey.yaml, line 1"),
            (["/latchkey.yaml": .ok("# nothing")], .badAnswer, "has no profiles"),
            ([:], .badAnswer, "signs no tools in"),
            (
                [
                    "/.well-known/oauth-authorization-server": .ok(
                        #"{"issuer":"https://evil.example","token_endpoint":"x"}"#)
                ], .badAnswer, "signs no tools in"
            ),
            (["/.well-known/oauth-authorization-server": .ok("nonsense")], .badAnswer, "signs no tools in"),
        ] as [([String: ToolBench.Answer], Latchkey.Status, String)])
    func `what is no portal changes nothing`(
        pages: [String: ToolBench.Answer], status: Latchkey.Status, words: String
    ) async {
        let bench = bench(pages)
        #expect(await bench.run("configure", "--yes", Self.portal) == status)
        #expect(bench.errors.count == 1 && bench.errors[0].contains(words), "\(bench.errors)")
        #expect(config.isEmpty && kept.isEmpty)
    }

    @Test(arguments: [
        ["configure", "http://latchkey.example.com"], ["configure", "https://latchkey.example.com/x"],
        ["configure", "--name", "x"], ["configure", "--update", "https://a.example"],
        ["configure", "--region", "Ohio"],
        ["configure", "https://a.example", "--name", "a b"],
    ])
    func `a wrong argument is told`(arguments: [String]) {
        guard case .refuse = Invocation(arguments) else {
            Issue.record("\(arguments)")
            return
        }
    }

    @Test func `a file that can't be understood is left as it is, with the line`() async throws {
        try write("[profile work]\n[profile \"work\"]\n", to: ".aws/config")
        let twice = bench(usual)
        #expect(await twice.run("configure", "--yes", Self.portal) == .configuration)
        #expect(twice.errors.first?.contains("stands in lines 1 and 2") == true)
        try write("nonsense\n", to: ".aws/config")
        let nonsense = bench(usual)
        #expect(await nonsense.run("configure", "--yes", Self.portal) == .configuration)
        #expect(config == "nonsense\n" && kept.isEmpty)
    }
}
