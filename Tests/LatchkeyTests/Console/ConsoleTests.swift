import AWS
import FoundationEssentials
import HTTPTypes
import TestSupport
import Testing
import Transport

@testable import latchkey

@Suite(.timeLimit(.minutes(1))) struct ConsoleTests {
    private static let config = """
        [profile work]
        aws_access_key_id = ASIAWORK
        aws_secret_access_key = hush
        aws_session_token = t
        region = eu-west-1
        [profile china]
        aws_access_key_id = ASIACHINA
        aws_secret_access_key = hush
        aws_session_token = t
        region = cn-north-1
        [profile key]
        aws_access_key_id = AKIAKEY
        aws_secret_access_key = hush
        """

    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func bench(_ answer: ToolBench.Answer = .ok(#"{"SigninToken":"secret-token"}"#)) -> ToolBench {
        ToolBench(
            environment: ["HOME": folder.path, "AWS_EC2_METADATA_DISABLED": "true"],
            files: ["\(folder.path)/.aws/config": Self.config], sts: { _ in answer })
    }

    /// The parameters of the link.
    private func link(_ arguments: [String]) async throws -> [String: String] {
        let bench = bench()
        guard case .perform(let command) = Invocation(["console"] + arguments) else { throw CommandError(.usage, "") }
        #expect(await command.status(in: bench.context) == .success, "\(bench.errors)")
        let link = try #require(bench.opened.first)
        #expect(bench.output.isEmpty && link.contains("secret-token"))
        let items = URLComponents(string: link)?.queryItems ?? []
        return Dictionary(items.map { ($0.name, $0.value ?? "") }) { $1 }
    }

    @Test(
        arguments: [
            (["work"], "https://eu-west-1.console.aws.amazon.com/console/home?region=eu-west-1"),
            (["work", "--service", "s3"], "https://eu-west-1.console.aws.amazon.com/s3/home?region=eu-west-1"),
            (
                ["work", "--service", "dynamodb", "--region", "us-east-2"],
                "https://us-east-2.console.aws.amazon.com/dynamodbv2/home?region=us-east-2"
            ),
            (["china"], "https://cn-north-1.console.amazonaws.cn/console/home?region=cn-north-1"),
            (
                ["work", "--destination", "https://console.aws.amazon.com/ec2/home#Instances:"],
                "https://console.aws.amazon.com/ec2/home#Instances:"
            ),
        ])
    func `the link leads to the page that was asked for`(arguments: [String], page: String) async throws {
        #expect(try await link(arguments)["Destination"] == page)
    }

    @Test func `the credentials go in a body, with a duration only where one is asked for`() async throws {
        for (more, duration) in [([], nil), (["--duration", "12h"], "43200")] as [([String], String?)] {
            let bench = bench()
            guard case .perform(let command) = Invocation(["console", "work", "--print"] + more) else { continue }
            #expect(await command.status(in: bench.context) == .success)
            #expect(bench.output.hasPrefix("https://signin.aws.amazon.com/federation?") && bench.opened.isEmpty)
            let request = try #require(bench.requests.first)
            #expect(request.head.method == .post && request.head.path == "/federation")
            #expect(request.text.contains("hush") && !bench.output.contains("hush"))
            #expect(request.text.contains("SessionDuration=") == (duration != nil))
        }
    }

    @Test(arguments: [
        (["--destination", "https://evil.example/"], "page of an AWS console"),
        (["--destination", "https://console.aws.amazon.com.evil.example/"], "page of an AWS console"),
        (["--destination", "http://console.aws.amazon.com/"], "page of an AWS console"),
        (["--destination", "https://console.aws.amazon.com/", "--service", "s3"], "leave --service"),
        (["--service", "s3/../x"], "small letters"), (["--service", ""], "small letters"),
        (["--duration", "13h"], "15m to 12h"),
        (["--duration", "1m"], "15m to 12h"), (["--region", "nowhere"], "nowhere"),
    ])
    func `a wrong argument is told`(arguments: [String], words: String) {
        guard case .refuse(let line) = Invocation(["console", "work"] + arguments) else {
            Issue.record("\(arguments)")
            return
        }
        #expect(line.contains(words), "\(line)")
    }

    @Test(
        arguments: [
            (["key"], .ok(""), .configuration, "is an access key"),
            (
                ["china", "--destination", "https://console.aws.amazon.com/"], .ok(""), .configuration,
                "console.amazonaws.cn"
            ),
            (
                ["work", "--region", "cn-north-1", "--service", "s3"], .ok(""), .configuration,
                "of the partition aws, and"
            ),
            (["china", "--sign-out-first"], .ok(""), .usage, "only in the partition aws"),
            (["work"], .answer(400, "<html>"), .noPermission, "only those of a role's session"),
            (["work", "--duration", "1h"], .answer(400, "<html>"), .noPermission, "leave it out"),
            (["work"], .ok("<html>"), .badAnswer, "isn't AWS"),
            (["work"], .fail(.notSent("no route")), .unavailable, "can't be reached"),
        ] as [([String], ToolBench.Answer, Latchkey.Status, String)])
    func `what can't be opened is told in one line`(
        arguments: [String], answer: ToolBench.Answer, status: Latchkey.Status, words: String
    ) async {
        let bench = bench(answer)
        guard case .perform(let command) = Invocation(["console"] + arguments) else {
            Issue.record("\(arguments)")
            return
        }
        #expect(await command.status(in: bench.context) == status)
        #expect(bench.errors.count == 1 && bench.errors[0].contains(words), "\(bench.errors)")
        #expect(bench.opened.isEmpty && !bench.errors[0].contains("hush"))
    }

    @Test func `other sessions of the browser are ended first where that is asked for`() async throws {
        let bench = bench()
        guard case .perform(let command) = Invocation(["console", "work", "--sign-out-first"]) else { return }
        #expect(await command.status(in: bench.context) == .success)
        #expect(bench.opened.first?.hasPrefix("https://us-east-1.signin.aws.amazon.com/oauth?Action=logout") == true)
    }
}
