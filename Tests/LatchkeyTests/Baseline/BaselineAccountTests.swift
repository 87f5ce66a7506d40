import HTTPTypes
import Synchronization
import Testing
import Transport

@testable import latchkey

@Suite(.timeLimit(.minutes(1))) struct BaselineAccountTests {
    private let file = """
        path: /baseline/
        groups:
          staff: {}

        """

    /// An account that has nothing.
    @Sendable static func empty(_ action: String) -> ToolBench.Answer {
        switch action {
        case "GetCallerIdentity": STSAnswers.alice(action)
        case "GetAccountAuthorizationDetails":
            STSAnswers.wrap(action, "<UserDetailList/><GroupDetailList/><RoleDetailList/><Policies/>")
        case "ListRoles": STSAnswers.wrap(action, "<Roles/>")
        case "GetAccountPasswordPolicy": STSAnswers.error("NoSuchEntity", 404)
        case "ListAccountAliases": STSAnswers.wrap(action, "<AccountAliases/>")
        case "GetAccountSummary": STSAnswers.wrap(action, "<SummaryMap/>")
        case "ListOpenIDConnectProviders": STSAnswers.wrap(action, "<OpenIDConnectProviderList/>")
        case "ListSAMLProviders": STSAnswers.wrap(action, "<SAMLProviderList/>")
        case "CreateGroup":
            STSAnswers.wrap(
                action,
                "<Group><GroupName>staff</GroupName><GroupId>AGPA1</GroupId><Path>/baseline/</Path>"
                    + "<Arn>arn:aws:iam::123456789012:group/baseline/staff</Arn></Group>")
        default: STSAnswers.error("AccessDenied")
        }
    }

    /// An account in which only these users of the file are.
    @Sendable private static func having(_ users: String...) -> @Sendable (String) -> ToolBench.Answer {
        let list = users.map { name in
            "<member><UserName>\(name)</UserName><UserId>AIDA</UserId><Path>/</Path>"
                + "<Arn>arn:aws:iam::123456789012:user/\(name)</Arn><Tags><member><Key>latchkey:baseline</Key>"
                + "<Value>baseline</Value></member></Tags></member>"
        }
        return { action in
            guard action == "GetAccountAuthorizationDetails" else { return empty(action) }
            return STSAnswers.wrap(
                action,
                "<UserDetailList>\(list.joined())</UserDetailList><GroupDetailList/><RoleDetailList/><Policies/>")
        }
    }

    @Test func `what is kept though the file no longer has it is told`() async {
        let words = "is as the file says, but still has what the file no longer does: user/bob, user/carol.\n"
        let bench = ToolBench(files: ["account.yaml": file], sts: Self.having("bob", "carol"))
        #expect(await bench.run("baseline", "apply", "--yes", "--keep") == .success)
        #expect(bench.output.hasSuffix("The account 123456789012 \(words)"))
        // Nothing else is to be done either.
        let empty = ToolBench(files: ["account.yaml": "path: /baseline/\n"], sts: Self.having("bob", "carol"))
        #expect(await empty.run("baseline", "apply", "--yes", "--keep") == .success)
        #expect(empty.output == "The account 123456789012 \(words)")
    }

    private func bench(_ text: String? = nil, answer: String? = nil) -> ToolBench {
        ToolBench(files: ["account.yaml": text ?? file], answer: answer, sts: Self.empty)
    }

    @Test func `a plan with changes exits with 2, and changes nothing`() async {
        let bench = bench()
        #expect(await bench.run("baseline", "plan") == .changes)
        #expect(bench.output == "+ group/staff\nAccount 123456789012: 1 to create.\n" && bench.errors.isEmpty)
        #expect(!bench.requests.contains { $0.action == "CreateGroup" })
        #expect(await bench.run("baseline", "plan", "--output", "json") == .changes)
    }

    @Test func `what is to be adopted has to stand in the file`() async {
        let bench = bench()
        #expect(await bench.run("baseline", "plan", "--adopt", "group/stuff") == .usage)
        #expect(bench.errors == ["--adopt group/stuff: the file names no such thing"] && bench.output.isEmpty)
        #expect(await bench.run("baseline", "plan", "--adopt", "group/Staff", "--adopt", "all") == .changes)
    }

    @Test func `it asks before it changes anything`() async {
        let silent = bench()
        #expect(await silent.run("baseline", "apply") == .usage)
        let refused = bench(answer: "no")
        #expect(await refused.run("baseline", "apply") == .tryAgain)
        #expect(refused.questions == ["Change the account so? [yes/no] "])
        let agreed = bench(answer: "yes")
        #expect(await agreed.run("baseline", "apply") == .success)
        #expect(agreed.log == ["1/1 group/staff: make the group"])
        for other in [silent, refused] { #expect(!other.requests.contains { $0.action == "CreateGroup" }) }
    }

    @Test(arguments: [["apply"], ["apply", "--keep"], ["destroy"]])
    func `what changes while somebody thinks isn't what they agree to`(command: [String]) async {
        let readings = Mutex(0)
        let changing: @Sendable (String) -> ToolBench.Answer = { action in
            guard action == "GetAccountAuthorizationDetails" else { return Self.empty(action) }
            let reading = readings.withLock { count in
                count += 1
                return count
            }
            return reading == 1 ? Self.having("alice", "bob")(action) : Self.having("bob")(action)
        }
        let bench = ToolBench(files: ["account.yaml": file], answer: "yes", sts: changing) { _ in .ok("{}") }
        let expected: Latchkey.Status = command.contains("--keep") ? .success : .tryAgain
        #expect(await bench.run(["baseline"] + command) == expected)
        #expect(
            bench.errors.contains { $0.contains("the account has changed since the plan was shown") }
                == (expected == .tryAgain))
        if expected == .tryAgain { #expect(bench.log.isEmpty) }
    }

    @Test func `a step that fails is told with what it was`() async {
        let bench = ToolBench(files: ["account.yaml": file]) {
            $0 == "CreateGroup" ? STSAnswers.error("AccessDenied") : Self.empty($0)
        }
        #expect(await bench.run("baseline", "apply", "--yes") == .noPermission)
        #expect(bench.errors.first?.contains("group/staff: make the group: AWS doesn't allow iam:CreateGroup") == true)
    }

    @Test(arguments: [
        ("groups: 5", 1), ("grups: {}", 1), ("people: {alice: {groups: [none]}}", 1),
        ("account: \"210987654321\"", 1), ("policies: {p: {file: none.json}}", 1),
    ])
    func `a file that is wrong is told with its lines`(text: String, line: Int) async {
        let bench = bench(text)
        #expect(await bench.run("baseline", "plan") == .configuration)
        #expect(bench.errors.first?.hasPrefix("account.yaml: ") == true, "\(bench.errors)")
        #expect(bench.errors.contains { $0.contains("line \(line)") })
    }

    @Test func `a file that isn't there, and what can't be adopted, are refused`() async {
        let bench = ToolBench(sts: Self.empty)
        #expect(await bench.run("baseline", "plan", "other.yaml") == .configuration)
        #expect(bench.errors == ["other.yaml isn't there"])
        for word in ["admin", "robot/x", "role/"] {
            #expect(await bench.run("baseline", "plan", "--adopt", word) == .usage)
        }
    }

    @Test func `where nothing is, nothing is destroyed`() async {
        let bench = ToolBench(files: ["account.yaml": file], sts: Self.empty) { _ in .ok("{}") }
        #expect(await bench.run("baseline", "destroy") == .success)
        #expect(
            bench.output == "Nothing that the file has made is in the account; tables were looked for in us-east-1.\n")
    }

    @Test func `tables are asked for in the file's Region, whatever the caller's is`() async {
        let environment = ToolBench.keys.merging(["AWS_REGION": "us-west-2"]) { $1 }
        let text = "region: eu-west-1\ntables: {abc: {key: id}}\n"
        let bench = ToolBench(environment: environment, files: ["account.yaml": text], sts: Self.empty) { _ in
            .answer(400, #"{"__type":"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException"}"#)
        }
        #expect(await bench.run("baseline", "plan", "--region", "us-east-2") == .changes)
        #expect(bench.output.hasSuffix("Account 123456789012, tables in eu-west-1: 1 to create.\n"))
        let hosts = Set(bench.requests.compactMap(\.head.authority))
        #expect(
            hosts == ["iam.amazonaws.com", "sts.us-east-2.amazonaws.com", "dynamodb.eu-west-1.amazonaws.com"])
    }

    @Test(arguments: [("region: eu-west-1", "eu-west-1"), ("{}", "us-west-2")])
    func `former tables are looked for in the file's Region, or the caller's if it names none`(
        _ text: String, _ region: String
    ) async {
        let environment = ToolBench.keys.merging(["AWS_REGION": "us-west-2"]) { $1 }
        let bench = ToolBench(environment: environment, files: ["account.yaml": text], sts: Self.empty) { _ in
            .ok("{}")
        }
        #expect(await bench.run("baseline", "destroy") == .success)
        #expect(bench.output.hasSuffix("in the account; tables were looked for in \(region).\n"))
        #expect(bench.requests.contains { $0.head.authority == "dynamodb.\(region).amazonaws.com" })
    }
}
