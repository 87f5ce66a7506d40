import Formats
import Testing

@testable import latchkey

@Suite(.timeLimit(.minutes(1))) struct TrustPolicyTests {
    private static let usual = [
        "trust-policy", "--issuer", "https://example.eu.auth0.com/", "--client", "hT3kPq", "--person", "github|583231",
    ]

    private func run(_ bench: ToolBench, _ arguments: [String]) async -> Latchkey.Status {
        switch Invocation(arguments) {
        case .perform(let command): return await command.status(in: bench.context)
        case .show: return .success
        case .refuse(let line):
            bench.context.streams.error(line)
            return .usage
        }
    }

    @Test func `a role trusts one person's tokens for one client, in the account of the credentials`() async {
        let bench = ToolBench()
        #expect(await run(bench, Self.usual) == .success)
        #expect(
            bench.output == """
                {
                  "Version": "2012-10-17",
                  "Statement": [
                    {
                      "Effect": "Allow",
                      "Principal": {
                        "Federated": "arn:aws:iam::123456789012:oidc-provider/example.eu.auth0.com/"
                      },
                      "Action": [
                        "sts:AssumeRoleWithWebIdentity"
                      ],
                      "Condition": {
                        "StringEquals": {
                          "example.eu.auth0.com/:aud": [
                            "hT3kPq"
                          ],
                          "example.eu.auth0.com/:sub": [
                            "github|583231"
                          ]
                        }
                      }
                    }
                  ]
                }

                """)
        #expect(bench.errors.isEmpty)
        #expect(bench.requests.map(\.action) == ["GetCallerIdentity"])
    }

    @Test func `AWS isn't asked when the account is given`() async throws {
        let bench = ToolBench(environment: ["HOME": "/h"])
        #expect(await run(bench, Self.usual + ["--account", "210987654321", "--partition", "aws-cn"]) == .success)
        let policy = try JSONReader.read(Array(bench.output.utf8))
        #expect(bench.requests.isEmpty)
        #expect(
            Self.principal(policy) == "arn:aws-cn:iam::210987654321:oidc-provider/example.eu.auth0.com/")
    }

    @Test func `the partition is that of the credentials`() async throws {
        let bench = ToolBench(
            sts: { _ in
                STSAnswers.caller("arn:aws-us-gov:iam::123456789012:user/alice", "AIDACKCEVSQ6C2EXAMPLE")
            })
        #expect(await run(bench, Self.usual + ["--region", "us-gov-west-1"]) == .success)
        let policy = try JSONReader.read(Array(bench.output.utf8))
        #expect(
            Self.principal(policy) == "arn:aws-us-gov:iam::123456789012:oidc-provider/example.eu.auth0.com/")
    }

    @Test func `Google needs no account, as IAM knows it`() async throws {
        let bench = ToolBench(environment: ["HOME": "/h"])
        let status = await run(
            bench,
            [
                "trust-policy", "--issuer", "https://accounts.google.com", "--client",
                "92-k1.apps.googleusercontent.com", "--claim", "email", "--person", "ann@example.com",
            ])
        #expect(status == .success)
        let policy = try JSONReader.read(Array(bench.output.utf8))
        #expect(Self.principal(policy) == "accounts.google.com")
        #expect(bench.requests.isEmpty)
    }

    @Test func `a long list of people is told to need a larger quota, and a longer one isn't printed`() async {
        let bench = ToolBench()
        func people(_ count: Int) -> [String] {
            (100..<100 + count).flatMap { ["--person", "auth0|5f3c2b1a09e8d7c6b5a4\($0)"] }
        }
        let arguments = Self.usual + ["--account", "123456789012"]
        #expect(await run(bench, arguments + people(20)) == .success)
        #expect(bench.errors.isEmpty)
        #expect(await run(bench, arguments + people(80)) == .success)
        #expect(bench.errors.count == 1 && bench.errors[0].contains("2,048"))
        #expect(await run(bench, arguments + people(400)) == .usage)
        #expect(bench.errors[1].contains("8,192"))
    }

    /// What would let in somebody whom nobody named, or what AWS wouldn't take.
    @Test(arguments: [
        (["--person", "github|583231"], "--person is needed"),
        (["--client", "hT3kPq"], "--client is needed"),
        (["--person", "*"], "is a pattern"), (["--person", "github|*"], "is a pattern"),
        (["--person", "?ithub|583231"], "is a pattern"), (["--person", ""], "1 to 255 characters"),
        (["--person", "${aws:username}"], "shouldn't have ${"), (["--client", "*"], "whole ID"),
        (["--client", ""], "whole ID"), (["--client", "${a}"], "whole ID"),
        (["--issuer", "http://example.eu.auth0.com/"], "--issuer"), (["--issuer", "https://localhost"], "--issuer"),
        (["--claim", "name"], "--claim"), (["--claim", "aud"], "--claim"), (["--account", "12345"], "--account"),
        (["--partition", "aws-mars"], "--partition"),
    ])
    func `what says too little isn't printed`(_ change: [String], _ words: String) async {
        let bench = ToolBench()
        var arguments = Self.usual
        if change[0] == "--issuer" {
            arguments[2] = change[1]
        } else if words.hasSuffix("is needed") {
            arguments.removeAll { $0 == change[0] || $0 == change[1] }
        } else {
            arguments += change
        }
        #expect(await run(bench, arguments) == .usage)
        #expect(bench.output.isEmpty && bench.requests.isEmpty)
        #expect(bench.errors.count == 1 && bench.errors[0].contains(words), "\(bench.errors)")
    }

    private static func principal(_ policy: JSONValue) -> String? {
        guard case .array(let statements) = policy["Statement"] else { return nil }
        return statements.first?["Principal"]?["Federated"]?.string
    }
}
