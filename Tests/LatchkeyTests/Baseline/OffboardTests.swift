import Formats
import Testing

@testable import latchkey

@Suite(.timeLimit(.minutes(1))) struct OffboardTests {
    /// An account in which bob has a password and a key, and the caller is `caller`.
    private static func answers(
        refusing refused: String = "", caller: String = "alice"
    ) -> @Sendable (String) -> ToolBench.Answer {
        { action in
            if action == refused { return STSAnswers.error("AccessDenied") }
            let empty: [String: String] = [
                "ListMFADevices": "MFADevices", "ListSigningCertificates": "Certificates",
                "ListSSHPublicKeys": "SSHPublicKeys", "ListGroupsForUser": "Groups",
                "ListServiceSpecificCredentials": "ServiceSpecificCredentials",
                "ListAttachedUserPolicies": "AttachedPolicies", "ListUserPolicies": "PolicyNames",
            ]
            if let list = empty[action] { return STSAnswers.wrap(action, "<\(list)/>") }
            switch action {
            case "GetCallerIdentity":
                return STSAnswers.caller("arn:aws:iam::123456789012:user/\(caller)", "AIDACKCEVSQ6C2EXAMPLE")
            case "GetUser":
                return STSAnswers.wrap(
                    action,
                    "<User><UserName>bob</UserName><UserId>AIDA</UserId><Arn>arn:aws:iam::123456789012:user/bob</Arn></User>"
                )
            case "ListAccessKeys":
                return STSAnswers.wrap(
                    action,
                    "<AccessKeyMetadata><member><AccessKeyId>AKIAIOSFODNN7EXAMPLE</AccessKeyId><Status>Active</Status>"
                        + "</member></AccessKeyMetadata>")
            case "GetLoginProfile":
                return STSAnswers.wrap(action, "<LoginProfile><UserName>bob</UserName></LoginProfile>")
            case "GetRole": return STSAnswers.error("NoSuchEntity", 404)
            default: return .ok("<\(action)Response/>")
            }
        }
    }

    private static let server: @Sendable (String) -> ToolBench.Answer = { _ in .ok("{}") }

    @Test func `it shows what it will do, asks, does it, and says so`() async {
        let bench = ToolBench(answer: " Bob\n", sts: Self.answers(), server: Self.server)
        #expect(await bench.run("baseline", "offboard", "bob") == .success)
        #expect(
            bench.output == """
                bob (arn:aws:iam::123456789012:user/bob) leaves the AWS account 123456789012. To be done:
                  deny them everything, which ends what their live sessions can do
                  deactivate the access key AKIAIOSFODNN7EXAMPLE
                  delete the access key AKIAIOSFODNN7EXAMPLE
                  take the console password away
                  sign their machines out
                  lift the denial, which nothing is left for
                  delete the user
                done     deny them everything, which ends what their live sessions can do
                done     deactivate the access key AKIAIOSFODNN7EXAMPLE
                done     delete the access key AKIAIOSFODNN7EXAMPLE
                done     take the console password away
                done     sign their machines out
                done     lift the denial, which nothing is left for
                done     delete the user
                All of bob is taken away. Sessions of other roles last until they expire. Take bob out of the account’s file, if it \
                has them.

                """)
        #expect(bench.questions == ["Take all this from bob? Type the name: "])
        #expect(bench.requests.contains { $0.text.contains("machines/bob") })
    }

    @Test(arguments: [("no", .tryAgain), (nil, .usage)] as [(String?, Latchkey.Status)])
    func `nothing is changed unless the name is typed`(answer: String?, status: Latchkey.Status) async {
        let bench = ToolBench(answer: answer, sts: Self.answers(), server: Self.server)
        #expect(await bench.run("baseline", "offboard", "bob") == status)
        #expect(
            bench.requests.allSatisfy { request in
                ["Get", "List"].contains { request.action?.hasPrefix($0) ?? false }
            })
        #expect(bench.errors.count == 1)
    }

    @Test func `a dry run changes nothing, and asks nothing`() async throws {
        let bench = ToolBench(sts: Self.answers(), server: Self.server)
        #expect(
            await bench.run("baseline", "offboard", "--dry-run", "--keep-user", "--output", "json", "bob") == .success)
        let json = try JSONReader.read(Array(bench.output.utf8))
        #expect(json["user"] == "bob" && json["arn"] == "arn:aws:iam::123456789012:user/bob")
        guard case .array(let steps)? = json["steps"] else {
            Issue.record("no steps")
            return
        }
        #expect(steps.last == ["what": "sign their machines out"])
        #expect(bench.questions.isEmpty && !bench.requests.contains { $0.action == "PutUserPolicy" })
    }

    @Test func `of a user who is kept, it says so`() async {
        let bench = ToolBench(sts: Self.answers(), server: Self.server)
        #expect(await bench.run("baseline", "offboard", "--yes", "--keep-user", "bob") == .success)
        #expect(
            bench.output.hasSuffix(
                "bob stays, denied everything. Sessions of other roles last until they expire. Take bob out of the account’s "
                    + "file, if it has them.\n"))
        #expect(!bench.requests.contains { $0.action == "DeleteUser" })
    }

    @Test func `what isn't allowed is told, and the exit status says so`() async throws {
        let bench = ToolBench(sts: Self.answers(refusing: "DeleteAccessKey"), server: Self.server)
        #expect(await bench.run("baseline", "offboard", "--yes", "bob") == .noPermission)
        #expect(
            bench.output.contains(
                "FAILED   delete the access key AKIAIOSFODNN7EXAMPLE: AWS doesn't allow iam:DeleteAccessKey"))
        #expect(bench.output.contains("done     take the console password away\n"))
        #expect(bench.output.contains("skipped  delete the user: it isn't safe"))
        #expect(bench.errors == ["not all was done: see above, and run it again when that is mended"])
    }

    @Test func `what can't be read is told beforehand`() async throws {
        let bench = ToolBench(sts: Self.answers(refusing: "ListSSHPublicKeys"), server: Self.server)
        #expect(await bench.run("baseline", "offboard", "--yes", "--output", "json", "bob") == .noPermission)
        let json = try JSONReader.read(Array(bench.output.utf8))
        guard case .array(let unreadable)? = json["unreadable"], case .array(let steps)? = json["steps"] else {
            Issue.record("\(bench.output)")
            return
        }
        #expect(unreadable.first?["what"] == "SSH keys")
        #expect(steps.last?["outcome"] == "skipped" && steps.first?["outcome"] == "done")
    }

    @Test func `a name that no user has, and no role, is an error, though machines are signed out`() async {
        let answers: @Sendable (String) -> ToolBench.Answer = { action in
            switch action {
            case "GetUser": STSAnswers.error("NoSuchEntity", 404)
            case "ListUsers": STSAnswers.wrap(action, "<Users/>")
            default: Self.answers()(action)
            }
        }
        let told =
            "there is no IAM user nobody, and no role is left of one: either all was taken away before, or the name is wrong"
        for way in ["--yes", "--dry-run"] {
            let bench = ToolBench(sts: answers, server: Self.server)
            #expect(await bench.run("baseline", "offboard", way, "nobody") == .noSuchUser)
            #expect(bench.errors == [told])
            #expect(bench.requests.contains { $0.text.contains("machines/nobody") } == (way == "--yes"))
        }
    }

    @Test func `a table of machines that is named has to be there`() async {
        let nowhere: @Sendable (String) -> ToolBench.Answer = { _ in
            .answer(400, #"{"__type":"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException"}"#)
        }
        let bench = ToolBench(sts: Self.answers(), server: nowhere)
        #expect(await bench.run("baseline", "offboard", "--yes", "bob") == .success)
        let named = ToolBench(sts: Self.answers(), server: nowhere)
        #expect(await named.run("baseline", "offboard", "--yes", "--machines-table", "x", "bob") == .unavailable)
        #expect(named.output.contains("FAILED   sign their machines out: "))
    }

    @Test func `nobody takes their own access away`() async {
        let bench = ToolBench(sts: Self.answers(caller: "bob"), server: Self.server)
        #expect(await bench.run("baseline", "offboard", "--yes", "bob") == .usage)
        #expect(bench.errors.first?.contains("your own credentials") == true)
    }

    @Test(arguments: [
        ["bob", "--output", "json"], ["a/b"], ["bob", "--role-path", "user"], ["bob", "--role-prefix", "a b"],
        ["bob", "--machines-table", ""], [],
    ])
    func `wrong arguments are refused`(arguments: [String]) {
        guard case .refuse = Invocation(["baseline", "offboard"] + arguments) else {
            Issue.record("\(arguments) are taken")
            return
        }
    }

    @Test func `baseline alone shows its commands`() {
        for arguments in [["baseline"], ["baseline", "--help"]] {
            guard case .show(let help) = Invocation(arguments) else {
                Issue.record("\(arguments)")
                continue
            }
            #expect(help.contains("offboard"))
        }
    }
}
