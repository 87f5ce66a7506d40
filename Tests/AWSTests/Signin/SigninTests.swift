import AWS
import Cryptography
import Formats
import FoundationEssentials
import HTTPTypes
import Secrets
import Testing
import Transport

@Suite(.timeLimit(.minutes(1))) struct SigninTests {
    private var session: Credentials {
        Credentials(
            accessKeyID: "ASIAEXAMPLE", secretAccessKey: Secret("k/+&="), sessionToken: Secret("t==/\"é"))
    }

    @Test func `the credentials are sent in the body, without a duration`() async throws {
        let transport = ScriptedTransport([.ok(#"{"SigninToken":"abc-_"}"#)])
        let token = try await Signin(Client.make(transport)).getSigninToken(credentials: session)
        #expect(token.reveal() == "abc-_")
        let request = try #require(transport.requests.first)
        #expect(request.head.authority == "signin.aws.amazon.com" && request.head.path == "/federation")
        #expect(request.head.method == .post && request.head.headerFields[.authorization] == nil)
        #expect(request.form.keys.sorted() == ["Action", "Session"] && request.form["Action"] == "getSigninToken")
        let sent = try JSONDecoder().decode([String: String].self, from: Data((request.form["Session"] ?? "").utf8))
        #expect(sent == ["sessionId": "ASIAEXAMPLE", "sessionKey": "k/+&=", "sessionToken": "t==/\"é"])
    }

    @Test func `a duration is sent where one is asked for`() async throws {
        let transport = ScriptedTransport([.ok(#"{"SigninToken":"abc"}"#)])
        let duration = try #require(SessionDuration(seconds: 43_200))
        _ = try await Signin(Client.make(transport)).getSigninToken(credentials: session, duration: duration)
        #expect(transport.requests.first?.form["SessionDuration"] == "43200")
        #expect(SessionDuration(seconds: 899) == nil && SessionDuration(seconds: 43_201) == nil)
    }

    @Test func `credentials without a session are refused before anything is sent`() async throws {
        let transport = ScriptedTransport([])
        let signin = Signin(try Client.make(transport))
        await #expect(throws: AWSError.self) { try await signin.getSigninToken(credentials: .example) }
        #expect(transport.requests.isEmpty)
    }

    @Test(arguments: [(400, "<html>no"), (200, "{}"), (200, #"{"SigninToken":""}"#), (200, "<html>"), (302, "")])
    func `a response without a token is an error that shows no secret`(status: Int, body: String) async throws {
        let signin = Signin(try Client.make(ScriptedTransport([.respond(status: status, body: body)])))
        let error = await #expect(throws: AWSError.self) { try await signin.getSigninToken(credentials: session) }
        #expect(error?.operation?.name == "getSigninToken" && !"\(String(describing: error))".contains("k/+&="))
    }

    @Test func `the login URL is strictly encoded`() throws {
        let signin = Signin(try Client.make(ScriptedTransport([]), region: "us-gov-west-1"))
        let url = signin.loginURL(
            signinToken: Secret("a+b/c="), issuer: "https://key.example/?a=b&c=d",
            destination: "https://console.amazonaws-us-gov.com/s3/home?region=us-gov-west-1#é")
        #expect(
            url == "https://signin.amazonaws-us-gov.com/federation?Action=login"
                + "&Issuer=https%3A%2F%2Fkey.example%2F%3Fa%3Db%26c%3Dd"
                + "&Destination=https%3A%2F%2Fconsole.amazonaws-us-gov.com%2Fs3%2Fhome%3Fregion%3Dus-gov-west-1%23%C3%A9"
                + "&SigninToken=a%2Bb%2Fc%3D")
    }

    @Test func `signing out first happens in the partition aws only`() throws {
        let signin = Signin(try Client.make(ScriptedTransport([])))
        let plain = signin.loginURL(signinToken: Secret("t"), issuer: "i", destination: "d")
        let url = signin.loginURL(signinToken: Secret("t"), issuer: "i", destination: "d", formerSession: .signedOut)
        #expect(
            url == "https://us-east-1.signin.aws.amazon.com/oauth?Action=logout&redirect_uri="
                + PercentEncoding.encode(plain))
        let china = Signin(try Client.make(ScriptedTransport([]), region: "cn-north-1"))
        #expect(
            china.loginURL(signinToken: Secret("t"), issuer: "i", destination: "d", formerSession: .signedOut)
                .hasPrefix("https://signin.amazonaws.cn/federation?"))
    }

    @Test(arguments: [
        ("https://signin.aws.amazon.com/federation", "https://us-east-1.signin.aws.amazon.com/oauth?"),
        ("https://eu-west-1.signin.aws.amazon.com/federation", "https://us-east-1.signin.aws.amazon.com/oauth?"),
        ("http://127.0.0.1:8080/federation", "http://127.0.0.1:8080/oauth?"),
        ("https://evilsignin.aws.amazon.com.example/federation", "https://evilsignin.aws.amazon.com.example/oauth?"),
    ])
    func `people sign out of AWS, or of what stands in for it`(endpoint: String, start: String) throws {
        let signin = Signin(try Client.make(ScriptedTransport([])), endpoint: try .known(endpoint))
        #expect(
            signin.loginURL(signinToken: Secret("t"), issuer: "i", destination: "d", formerSession: .signedOut)
                .hasPrefix(start + "Action=logout&redirect_uri="))
    }

    @Test func `another endpoint can replace the partition's own`() async throws {
        let transport = ScriptedTransport([.ok(#"{"SigninToken":"x"}"#)])
        let signin = Signin(try Client.make(transport), endpoint: try .known("http://127.0.0.1:8080/signin/federation"))
        _ = try await signin.getSigninToken(credentials: session)
        #expect(transport.requests.first?.head.path == "/signin/federation")
        #expect(transport.requests.first?.head.scheme == "http")
        #expect(
            signin.loginURL(signinToken: Secret("x"), issuer: "i", destination: "d")
                .hasPrefix("http://127.0.0.1:8080/signin/federation?Action=login&"))
    }
}
