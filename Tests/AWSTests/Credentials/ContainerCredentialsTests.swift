import AWS
import FoundationEssentials
import HTTPTypes
import Secrets
import Testing
import Transport

@Suite(.timeLimit(.minutes(1)))
struct ContainerCredentialsTests {
    @Test func `the container endpoint gets its token unchanged`() async throws {
        let transport = ScriptedTransport([.respond(status: 500, body: ""), .ok(CredentialsLookup.json)])
        let found = try await load(
            [
                "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1:81/v1/c?id=a%2Fb",
                "AWS_CONTAINER_AUTHORIZATION_TOKEN": "Bearer-less", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "/t",
            ], files: ["/t": "from file\n"], transport)
        #expect(found.accessKeyID == "ASIA1" && found.sessionToken?.reveal() == "t")
        #expect(found.expiration == Date.example.addingTimeInterval(3_600))
        let request = try #require(transport.requests.last)
        #expect(request.head.authority == "127.0.0.1:81" && request.head.path == "/v1/c?id=a%2Fb")
        #expect(request.head.method == .get && request.head.headerFields[.authorization] == "from file")
        #expect(request.head.headerFields[.accept] == "application/json")
        let relative = ScriptedTransport([.ok(CredentialsLookup.json)])
        _ = try await load(["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/v2/x"], relative)
        #expect(relative.requests.first?.head.authority == "169.254.170.2")
        #expect(relative.requests.first?.head.headerFields[.authorization] == nil)
    }

    @Test(arguments: [
        "http://evil.example/", "http://169.254.170.2.evil.example/", "http://169.254.170.3/", "http://127.0.0.1.evil/",
        "ftp://localhost/", "localhost", "http://localhost@evil.example/", "http://127.0.0.1/ x", "",
    ])
    func `a container endpoint that isn't local, AWS's or behind TLS is refused`(url: String) async throws {
        let transport = ScriptedTransport([.ok(CredentialsLookup.json)])
        _ = try await refusal(
            CredentialsLookup.noMetadata.merging(["AWS_CONTAINER_CREDENTIALS_FULL_URI": url]) { $1 }, transport)
        #expect(transport.requests.isEmpty)
    }

    @Test(arguments: ["http://[::1]/", "http://169.254.170.23/v1", "http://[fd00:ec2::23]/v1", "https://any.example/x"])
    func `a container endpoint that is local, AWS's or behind TLS is asked`(url: String) async throws {
        #expect(
            try await load(
                ["AWS_CONTAINER_CREDENTIALS_FULL_URI": url], ScriptedTransport([.ok(CredentialsLookup.json)])
            ).accessKeyID
                == "ASIA1")
    }

    @Test func `a container endpoint that fails three times or sends something else is an error`() async throws {
        let environment = ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/v2/x"]
        let failing = ScriptedTransport { _ in .respond(status: 404, body: "") }
        #expect(try await refusal(environment, failing).contains("three times"))
        #expect(failing.requests.count == 3)
        let bodies = [
            "", "{}", "[]", #"{"AccessKeyId":"a"}"#, CredentialsLookup.json.replacing("Success", with: "Failed"),
            CredentialsLookup.json.replacing("2015-08-30T13", with: "2015-08-30T11"),
            CredentialsLookup.json.replacing("2015-08-30T13:36:00Z", with: "soon"),
        ]
        for body in bodies {
            _ = try await refusal(environment, ScriptedTransport([.ok(body)]))
        }
        let smuggled = environment.merging(["AWS_CONTAINER_AUTHORIZATION_TOKEN": "a\r\nHost: b"]) { $1 }
        #expect(
            try await refusal(smuggled, ScriptedTransport([.ok(CredentialsLookup.json)])).contains("control character"))
    }
}
