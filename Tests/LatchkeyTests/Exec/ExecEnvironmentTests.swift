import AWS
import FoundationEssentials
import Secrets
import Testing

@testable import latchkey

@Suite struct ExecEnvironmentTests {
    private static let kept = KeptCredentials(
        name: "work",
        credentials: Credentials(
            accessKeyID: "ASIA1", secretAccessKey: Secret("s"), sessionToken: Secret("t"),
            expiration: Date(timeIntervalSince1970: 1_795_600_000)),
        origin: "o", sources: [])

    private static let others = [
        "AWS_ACCESS_KEY_ID": "AKIA0", "AWS_SECRET_ACCESS_KEY": "x", "AWS_SESSION_TOKEN": "x", "AWS_SECURITY_TOKEN": "x",
        "AWS_CREDENTIAL_EXPIRATION": "x", "AWS_PROFILE": "other", "AWS_DEFAULT_PROFILE": "other", "AWS_ROLE_ARN": "x",
        "AWS_ROLE_SESSION_NAME": "x", "AWS_WEB_IDENTITY_TOKEN_FILE": "x", "AWS_CONTAINER_CREDENTIALS_FULL_URI": "x",
        "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "x", "AWS_CONTAINER_AUTHORIZATION_TOKEN": "x",
        "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "x", "LATCHKEY_CREDENTIALS_OF": "x",
    ]
    private static let rest = ["HOME": "/h", "AWS_CA_BUNDLE": "/c", "AWS_CONFIG_FILE": "/f", "AWS_REGION": "us-east-1"]

    @Test(arguments: [
        (
            "/h/.aws/credentials", "[default]\naws_access_key_id = A\naws_secret_access_key = s\n",
            "AWS_SHARED_CREDENTIALS_FILE"
        ),
        ("/h/.aws/config", "[default]\nregion = x\ncredential_process = x\n", "AWS_CONFIG_FILE"),
        ("/h/.aws/config", "[profile default]\nrole_arn = x\n", "AWS_CONFIG_FILE"),
        ("/h/.aws/config", "[default]\nregion = x\n[profile work]\naws_access_key_id = A\n", nil),
    ])
    func `credentials of the default profile, which count before an endpoint's, aren't seen`(
        path: String, text: String, variable: String?
    ) throws {
        var environment = ExecEnvironment(["HOME": "/h"], profile: "work", region: nil)
        let hidden = try environment.hideDefaultCredentials(
            FileReader { (name) throws(AWSError) in name == path ? Array(text.utf8) : nil })
        #expect(hidden == (variable == nil ? [] : [path]))
        var expected = ["HOME": "/h", "LATCHKEY_PROFILE": "work"]
        if let variable { expected[variable] = "/dev/null" }
        #expect(environment.variables == expected)
    }

    @Test func `nothing is left that contradicts the credentials, and the rest stays`() {
        var environment = ExecEnvironment(Self.others.merging(Self.rest) { $1 }, profile: "work", region: nil)
        #expect(environment.variables == Self.rest.merging(["LATCHKEY_PROFILE": "work"]) { $1 })
        environment.add(Self.kept)
        #expect(
            environment.variables
                == Self.rest.merging([
                    "LATCHKEY_PROFILE": "work", "AWS_ACCESS_KEY_ID": "ASIA1", "AWS_SECRET_ACCESS_KEY": "s",
                    "AWS_SESSION_TOKEN": "t", "AWS_CREDENTIAL_EXPIRATION": "2026-11-25T09:46:40Z",
                ]) { $1 })
    }

    @Test func `the profile's Region counts more than the environment's`() throws {
        let region = try #require(Region("eu-west-1"))
        let environment = ExecEnvironment(Self.rest, profile: "work", region: region)
        #expect(environment.variables["AWS_REGION"] == "eu-west-1")
        #expect(environment.variables["AWS_DEFAULT_REGION"] == "eu-west-1")
    }
}
