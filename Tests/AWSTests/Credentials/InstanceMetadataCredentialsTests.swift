import AWS
import HTTPTypes
import Testing
import Transport

@Suite(.timeLimit(.minutes(1)))
struct InstanceMetadataCredentialsTests {
    @Test func `instance metadata is read with a token, as its version 2 demands`() async throws {
        let transport = ScriptedTransport([.ok("TOKEN=="), .ok("role-1\n"), .ok(CredentialsLookup.json)])
        #expect(try await load([:], transport).accessKeyID == "ASIA1")
        let heads = transport.requests.map(\.head)
        #expect(heads.map(\.method) == [.put, .get, .get])
        #expect(heads.last?.path == "/latest/meta-data/iam/security-credentials/role-1")
        #expect(heads.allSatisfy { $0.authority == "169.254.169.254" && $0.scheme == "http" })
        let name = try #require(HTTPField.Name("X-aws-ec2-metadata-token"))
        #expect(heads.dropFirst().allSatisfy { $0.headerFields[name] == "TOKEN==" })
        let off = ScriptedTransport([.fail(.notSent("no route"))])
        #expect(try await refusal([:], off).hasPrefix("none in"))
        #expect(off.requests.count == 1)
        #expect(
            try await refusal([:], ScriptedTransport([.ok("T"), .respond(status: 404, body: "")])).hasPrefix("none in"))
        #expect(try await refusal([:], ScriptedTransport([.ok("T"), .ok("../../x")])).contains("role name"))
        #expect(try await refusal([:], ScriptedTransport([.ok("a\r\nb")])).contains("malformed token"))
        let disabled = ScriptedTransport([])
        _ = try await refusal(CredentialsLookup.noMetadata, disabled)
        #expect(disabled.requests.isEmpty)
    }
}
