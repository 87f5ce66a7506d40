import AWS
import HTTPTypes
import Testing
import Transport

@testable import latchkey

@Suite(.timeLimit(.minutes(1))) struct AWSSessionTests {
    private static let files = [
        "/h/.aws/config": """
        [default]
        region = eu-central-1
        [profile work]
        region = eu-west-3
        ca_bundle = /h/ca.pem
        [profile local]
        endpoint_url = http://127.0.0.1:4566
        [profile bad]
        region = nowhere
        [profile chained]
        role_arn = arn:aws:iam::123456789012:role/admin
        source_profile = work
        """,
        "/h/.aws/credentials": """
        [work]
        aws_access_key_id = AKIAWORKWORKWORKWORK
        aws_secret_access_key = s
        [local]
        aws_access_key_id = AKIALOCALLOCALLOCAL1
        aws_secret_access_key = s
        """,
    ]
    private static let metadata = ["HOME": "/h", "AWS_EC2_METADATA_DISABLED": "true"]

    private func bench(_ more: [String: String] = [:], keys: Bool = true) -> ToolBench {
        ToolBench(environment: (keys ? ToolBench.keys : Self.metadata).merging(more) { $1 }, files: Self.files)
    }

    @Test(
        arguments: [
            ([:], ["whoami", "--region", "ap-south-1"], "ap-south-1"),
            (["AWS_REGION": "us-west-1", "AWS_DEFAULT_REGION": "us-west-2"], ["whoami"], "us-west-1"),
            (["AWS_DEFAULT_REGION": "us-west-2"], ["whoami"], "us-west-2"),
            (["AWS_REGION": ""], ["whoami"], "eu-central-1"), ([:], ["whoami", "--profile", "work"], "eu-west-3"),
            (["AWS_PROFILE": "work"], ["whoami"], "eu-west-3"),
        ] as [([String: String], [String], String)])
    func `the Region is the option's, or the variables', or the profile's`(
        environment: [String: String], arguments: [String], region: String
    ) async throws {
        let bench = bench(environment)
        guard case .perform(let command) = Invocation(arguments) else {
            Issue.record("\(arguments)")
            return
        }
        #expect(await command.status(in: bench.context) == .success)
        #expect(bench.requests.first?.head.authority == "sts.\(region).amazonaws.com")
    }

    @Test func `a profile that is asked for counts more than the environment's key`() async {
        let bench = bench()
        #expect(await bench.run("whoami", "--profile", "work") == .success)
        #expect(bench.output.contains("from       profile work in /h/.aws/credentials\n"))
        let other = self.bench(["AWS_PROFILE": "work"])
        #expect(await other.run("whoami") == .success)
        #expect(other.output.contains("from       environment variables\n"))
        let third = self.bench(["AWS_PROFILE": "work"], keys: false)
        #expect(await third.run("whoami") == .success)
        #expect(third.output.contains("from       profile work in /h/.aws/credentials\n"))
    }

    @Test func `a role's credentials are told with those that assumed it`() async {
        let bench = ToolBench(environment: Self.metadata, files: Self.files) { action in
            action == "AssumeRole"
                ? STSAnswers.wrap(
                    action,
                    """
                    <Credentials><AccessKeyId>ASIAROLEROLEROLEROLE</AccessKeyId><SecretAccessKey>s</SecretAccessKey>\
                    <SessionToken>t</SessionToken><Expiration>2026-11-25T14:00:00Z</Expiration></Credentials>\
                    <AssumedRoleUser><Arn>arn:aws:sts::123456789012:assumed-role/admin/s1</Arn>\
                    <AssumedRoleId>AROA:s1</AssumedRoleId></AssumedRoleUser>
                    """) : STSAnswers.caller("arn:aws:sts::123456789012:assumed-role/admin/s1", "AROA:s1")
        }
        #expect(await bench.run("whoami", "--profile", "chained") == .success)
        let words = "profile chained: role arn:aws:iam::123456789012:role/admin, by profile work in /h/.aws/credentials"
        #expect(bench.output.contains("from       \(words)\n"))
    }

    @Test func `AWS's variables and the profile say where AWS is, and which authorities are trusted`() async {
        let local = bench()
        #expect(await local.run("whoami", "--profile", "local") == .success)
        #expect(local.requests.first?.head.authority == "127.0.0.1:4566")
        let named = bench(["AWS_ENDPOINT_URL": "http://127.0.0.1:1", "AWS_ENDPOINT_URL_STS": "http://127.0.0.1:2"])
        #expect(await named.run("whoami", "--profile", "local") == .success)
        #expect(named.requests.first?.head.authority == "127.0.0.1:2")
        let bundle = bench(["AWS_CA_BUNDLE": "/x.pem"])
        _ = await bundle.run("whoami", "--profile", "work")
        _ = await bench().run("whoami")
        #expect(bundle.networks.map(\.caFile) == ["/x.pem"])
        let profile = bench()
        _ = await profile.run("whoami", "--profile", "work")
        #expect(profile.networks.map(\.caFile) == ["/h/ca.pem"])
    }

    @Test func `the proxy is the one that most programs take`() async {
        let bench = bench(["HTTPS_PROXY": "proxy.example:3128", "no_proxy": "a.example, .b.example"])
        _ = await bench.run("whoami")
        #expect(
            bench.networks == [.init(proxy: "http://proxy.example:3128", proxyExceptions: ["a.example", ".b.example"])])
        let small = self.bench(["HTTPS_PROXY": "x", "https_proxy": "socks5h://y:1"])
        _ = await small.run("whoami")
        #expect(small.networks == [.init(proxy: "socks5h://y:1")])
    }

    @Test(
        arguments: [
            (["AWS_REGION": "nowhere"], ["whoami"], "AWS_REGION is “nowhere”"),
            (["AWS_PROFILE": "bad"], ["whoami"], "the profile bad has the region “nowhere”"),
            (["AWS_PROFILE": "missing"], ["whoami"], "there is no profile “missing”"),
            ([:], ["whoami", "--profile", "missing"], "there is no profile “missing”"),
            (["AWS_ENDPOINT_URL": "nonsense"], ["whoami"], "AWS_ENDPOINT_URL must be a URL"),
            (["AWS_ACCESS_KEY_ID": ""], ["whoami"], "no AWS credentials: none in the environment"),
            (["AWS_SECRET_ACCESS_KEY": ""], ["whoami"], "AWS_SECRET_ACCESS_KEY isn't"),
        ] as [([String: String], [String], String)])
    func `a setting that can't be used ends the tool with 78`(
        environment: [String: String], arguments: [String], words: String
    ) async {
        let bench = bench(environment)
        guard case .perform(let command) = Invocation(arguments) else {
            Issue.record("\(arguments)")
            return
        }
        #expect(await command.status(in: bench.context) == .configuration)
        #expect(bench.errors.count == 1 && bench.errors[0].contains(words), "\(bench.errors)")
        #expect(bench.output.isEmpty && bench.requests.isEmpty)
    }

    @Test func `credentials that have expired aren't tried`() async {
        let bench = bench(["AWS_SESSION_TOKEN": "t", "AWS_CREDENTIAL_EXPIRATION": "2026-11-25T09:00:00Z"])
        #expect(await bench.run("whoami") == .noPermission)
        #expect(bench.errors == ["the credentials (environment variables) have expired: sign in again, or renew them"])
        #expect(bench.requests.isEmpty)
    }

    @Test func `an answer that isn't AWS's is told as such`() async {
        let html = ToolBench(sts: { _ in .ok("<html><body>Welcome to the hotel</body></html>") })
        #expect(await html.run("whoami") == .badAnswer)
        #expect(html.errors.count == 1 && html.errors[0].contains("isn't AWS"))
        let odd = ToolBench(sts: { _ in STSAnswers.caller("arn:aws:sts::123456789012:something/new", "X") })
        #expect(await odd.run("whoami") == .badAnswer)
        let contradictory = ToolBench(sts: { _ in
            STSAnswers.caller("arn:aws:iam::123456789012:user/a", "AIDAEXAMPLE", account: "210987654321")
        })
        #expect(await contradictory.run("whoami") == .badAnswer)
    }
}
