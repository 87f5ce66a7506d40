import AWS
import ArgumentParser
import Testing

@testable import latchkey

struct SessionOptionsTests {
    private static let role = "arn:aws:iam::123456789012:role/ops/deploy"
    private static let policy = #"{ "Version": "2012-10-17", "Statement": [] }"#

    private func options(_ arguments: [String]) throws -> SessionOptions { try SessionOptions.parse(arguments) }

    @Test func `all options make one session`() throws {
        let options = try options([
            "--assume-role-arn", Self.role, "--assume-role-external-id", "partner/7", "--assume-role-session-name",
            "al@x",
            "--assume-role-policy", Self.policy, "--session-duration", "1h", "--mfa-serial-number", "GAHT12345678",
            "--mfa-token-code", "123456",
        ])
        let session = try #require(try options.requested(in: ToolBench().context))
        #expect(session.roleARN?.rawValue == Self.role && session.roleSessionName?.rawValue == "al@x")
        #expect(session.externalID == "partner/7" && session.durationSeconds == 3_600)
        // Without white space.
        #expect(session.policy == #"{"Version":"2012-10-17","Statement":[]}"#)
        #expect(session.mfaSerialNumber == "GAHT12345678" && options.mfaTokenCode == "123456")
    }

    @Test func `without a role or a device there is no session`() throws {
        #expect(try options([]).requested(in: ToolBench().context) == nil)
        let own = try options(["--mfa-serial-number", "x", "--session-duration", "36h"])
            .requested(in: ToolBench().context)
        #expect(own?.roleARN == nil && own?.mfaSerialNumber == "x" && own?.durationSeconds == 129_600)
    }

    @Test func `a policy may stand in a file`() throws {
        let bench = ToolBench(files: ["/p.json": Self.policy, "/list.json": "[]", "/large.json": Self.large])
        let session = try options(["--assume-role-arn", Self.role, "--assume-role-policy", "/p.json"])
            .requested(in: bench.context)
        #expect(session?.policy == #"{"Version":"2012-10-17","Statement":[]}"#)
        for (text, words) in [
            ("/missing.json", "neither JSON nor a file"), ("{", "no JSON object"), ("/list.json", "no JSON object"),
            (#"{"a":1,}"#, "no JSON object"), ("/large.json", "longer than 2048"), ("", "neither JSON nor a file"),
        ] {
            let options = try options(["--assume-role-arn", Self.role, "--assume-role-policy", text])
            let error = #expect(throws: CommandError.self) { try options.requested(in: bench.context) }
            #expect(error?.status == .usage && error?.description.contains(words) == true, "\(text)")
        }
    }

    private static let large = #"{"Id":""# + String(repeating: "x", count: 2_040) + #""}"#

    @Test(
        arguments: [
            (["--assume-role-arn", "deploy"], "role/name"),
            (["--assume-role-arn", "arn:aws:iam::123456789012:user/alice"], "role/name"),
            (["--assume-role-arn", "arn:aws:sts::123456789012:assumed-role/deploy/x"], "role/name"),
            (["--assume-role-external-id", "x1"], "need --assume-role-arn"),
            (["--assume-role-session-name", "x1"], "need --assume-role-arn"),
            (["--assume-role-policy", "{}"], "need --assume-role-arn"),
            (["--assume-role-arn", role, "--assume-role-external-id", "x"], "2 to 1224"),
            (["--assume-role-arn", role, "--assume-role-session-name", "a b"], "2 to 64"),
            (["--assume-role-arn", role, "--session-duration", "14m"], "from 15m to 12h"),
            (["--assume-role-arn", role, "--session-duration", "13h"], "from 15m to 12h"),
            (["--mfa-serial-number", "x", "--session-duration", "37h"], "from 15m to 36h"),
            (["--session-duration", "1h"], "needs --assume-role-arn or --mfa-serial-number"),
            (["--assume-role-arn", role, "--session-duration", "5x"], "such as 1h, 90m or 900s"),
            (["--mfa-token-code", "12345"], "six digits"), (["--mfa-token-code", "１２３４５６"], "six digits"),
        ] as [([String], String)])
    func `what can't be meant is refused`(arguments: [String], words: String) {
        let error = #expect(throws: (any Error).self) { try options(arguments) }
        let message = error.map { SessionOptions.message(for: $0) } ?? ""
        #expect(message.contains(words), "\(message)")
    }
}
