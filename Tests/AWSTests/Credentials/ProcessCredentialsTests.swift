import Cryptography
import FoundationEssentials
import Secrets
import Testing

@testable import AWS

@Suite(.timeLimit(.minutes(1))) struct ProcessCredentialsTests {
    private func load(
        _ script: String, environment: [String: String] = [:], timeout: Duration = .seconds(20)
    ) async throws -> Credentials? {
        let context = CredentialsContext(
            transport: ScriptedTransport([]), endpoints: Endpoints(region: try .known("us-east-1")),
            environment: environment.merging(["PATH": "/usr/bin:/bin"]) { own, _ in own }, files: .system,
            retry: .standard, timekeeper: .example)
        return try await ProcessCredentials(context: context, profile: "p", command: script, timeout: timeout).load()?
            .credentials
    }

    private func refusal(_ script: String, timeout: Duration = .seconds(20)) async throws -> String {
        let error = await #expect(throws: AWSError.self) { try await load(script, timeout: timeout) }
        guard case .credentials(let reason)? = error else { return "" }
        return reason
    }

    private func printing(_ json: String) -> String { "printf '%s' '\(json)'" }

    @Test func `credentials that the program prints are read`() async throws {
        let json =
            #"{"Version":1,"AccessKeyId":"A","SecretAccessKey":"s","SessionToken":"t","Expiration":"2015-08-30T13:36:00Z"}"#
        let found = try await load(printing(json))
        #expect(found?.accessKeyID == "A" && found?.sessionToken?.reveal() == "t")
        #expect(found?.expiration == Date.example.addingTimeInterval(3_600))
        let forEver = try await load("/usr/bin/" + printing(#"{"Version":1,"AccessKeyId":"A","SecretAccessKey":"s"}"#))
        #expect(forEver?.expiration == nil && forEver?.sessionToken == nil)
    }

    @Test func `no shell runs the program, and it gets no variable that a request may have set`() async throws {
        let script =
            #"sh -c 'printf "{\"Version\":1,\"AccessKeyId\":\"%s\",\"SecretAccessKey\":\"s\"}" "$A-$HTTP_PROXY-$LATCHKEY_SECRET"'"#
        let found = try await load(
            script, environment: ["A": "a", "HTTP_PROXY": "http://evil.example", "LATCHKEY_SECRET": "x"])
        #expect(found?.accessKeyID == "a--")
        let literal = try await load(
            #"printf '{"Version":1,"AccessKeyId":"%s","SecretAccessKey":"s"}' $(id);"#)
        #expect(literal?.accessKeyID == "$(id);")
    }

    @Test func `a failure repeats the first line of the program's error output`() async throws {
        #expect(try await refusal("sh -c 'echo please log in >&2; echo more >&2; exit 3'").contains("please log in"))
        #expect(try await !refusal("sh -c 'echo please log in >&2; echo more >&2; exit 3'").contains("more"))
        #expect(try await refusal("no-such-program-here x").contains("failed"))
        #expect(try await refusal("/no/such/program").contains("failed"))
        #expect(try await refusal("'open").contains("quote"))
    }

    @Test(arguments: [
        "", "{}", "[]", #"{"Version":2,"AccessKeyId":"A","SecretAccessKey":"s"}"#,
        #"{"AccessKeyId":"A","SecretAccessKey":"s"}"#, #"{"Version":"1","AccessKeyId":"A","SecretAccessKey":"s"}"#,
        #"{"Version":1,"AccessKeyId":"A"}"#, #"{"Version":1,"AccessKeyId":"A","SecretAccessKey":"s","Expiration":"x"}"#,
        #"{"Version":1,"AccessKeyId":"A","SecretAccessKey":"s","Expiration":"2015-08-30T12:00:00Z"}"#,
    ])
    func `anything but version 1 with both parts of a key is refused`(json: String) async throws {
        _ = try await refusal(printing(json))
    }

    @Test func `the program's time and output are bounded`() async throws {
        let start = ContinuousClock.now
        #expect(try await refusal("sleep 30", timeout: .milliseconds(200)).contains("longer than"))
        #expect(ContinuousClock.now - start < .seconds(10))
        #expect(try await refusal("head -c 100000 /dev/zero").contains("failed"))
    }
}
