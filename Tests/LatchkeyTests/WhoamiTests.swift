import Formats
import HTTPTypes
import Testing
import Transport

@testable import latchkey

@Suite(.timeLimit(.minutes(1))) struct WhoamiTests {
    @Test func `it tells who AWS says that somebody is`() async {
        let bench = ToolBench()
        #expect(await bench.run("whoami") == .success)
        #expect(
            bench.output == """
                account    123456789012
                kind       IAM user
                name       alice
                path       /staff/
                ARN        arn:aws:iam::123456789012:user/staff/alice
                unique ID  AIDACKCEVSQ6C2EXAMPLE
                expires    never
                from       environment variables
                region     us-east-1

                """)
        #expect(bench.errors.isEmpty)
        #expect(bench.requests.map(\.action) == ["GetCallerIdentity"])
    }

    @Test func `it tells programs the same in JSON`() async throws {
        let bench = ToolBench()
        #expect(await bench.run("whoami", "--output", "json", "--region", "eu-west-1") == .success)
        #expect(bench.output.hasSuffix("}\n"))
        let json = try JSONReader.read(Array(bench.output.utf8))
        #expect(
            json == [
                "account": "123456789012", "partition": "aws", "kind": "user", "name": "alice", "session_name": .null,
                "path": "/staff/", "arn": "arn:aws:iam::123456789012:user/staff/alice",
                "unique_id": "AIDACKCEVSQ6C2EXAMPLE", "user_id": "AIDACKCEVSQ6C2EXAMPLE", "temporary": false,
                "expires_at": .null, "source": ["type": "environment"], "region": "eu-west-1",
            ])
        #expect(bench.requests.first?.head.authority == "sts.eu-west-1.amazonaws.com")
    }

    @Test func `a session's name, its end and the token's owner are told`() async {
        let environment = ToolBench.keys.merging([
            "AWS_SESSION_TOKEN": "secret-token", "AWS_CREDENTIAL_EXPIRATION": "2026-11-25T14:00:00Z",
        ]) { $1 }
        let bench = ToolBench(
            environment: environment,
            sts: { _ in STSAnswers.caller("arn:aws:sts::123456789012:assumed-role/admin/alice", "AROAEXAMPLE:alice") })
        #expect(await bench.run("whoami") == .success)
        #expect(bench.output.contains("kind       session of a role\nname       admin\nsession    alice\n"))
        #expect(bench.output.contains("unique ID  AROAEXAMPLE\n"))
        #expect(bench.output.contains("expires    2026-11-25T14:00:00Z (in 4 h 13 min)\n"))
        #expect(!bench.output.contains("secret"))
    }

    @Test(arguments: [
        (0.0, "0 s"), (59, "59 s"), (60, "1 min"), (3_599, "59 min"), (3_600, "1 h 0 min"), (90_061, "1 d 1 h"),
        (-5, "0 s"), (1e300, "11574 d 1 h"),
    ])
    func `a time to come is told in its largest units`(seconds: Double, words: String) {
        #expect(WhoamiReport.words(seconds) == words)
    }
}
