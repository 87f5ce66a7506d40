import AWS
import FoundationEssentials
import HTTPTypes
import Secrets
import Testing
import Transport

@testable import FakeAWS

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

    private static let fresh = CredentialsLookup.json.replacing("ASIA1", with: "ASIA2").replacing(
        "13:36", with: "19:36")

    /// The three responses that bring credentials.
    private static func responses(_ json: String) -> [ScriptedTransport.Step] { [.ok("T"), .ok("role-1"), .ok(json)] }

    private func cached(_ clock: ManualClock, _ transport: ScriptedTransport) throws -> CachedCredentials {
        let chain = CredentialsChain(
            transport: transport, endpoints: Endpoints(region: try .known("eu-west-1")), environment: [:],
            files: FileReader { (_) throws(AWSError) in nil }, timekeeper: clock.standing)
        return CachedCredentials(chain, timekeeper: clock.standing)
    }

    @Test func `expired credentials that the service hands out are used, and the service is asked again`() async throws
    {
        let clock = ManualClock(.example.addingTimeInterval(3_600 + 60))
        let transport = ScriptedTransport(Self.responses(CredentialsLookup.json) + Self.responses(Self.fresh))
        let cached = try cached(clock, transport)
        let found = try await cached.credentials()
        #expect(found.accessKeyID == "ASIA1")
        #expect(found.expiration.map { $0 > clock.now } == true)
        clock.advance(299)
        #expect(try await cached.credentials().accessKeyID == "ASIA1")
        #expect(transport.requests.count == 3)
        clock.advance(602)
        #expect(try await cached.credentials().accessKeyID == "ASIA2")
        #expect(transport.requests.count == 6)
    }

    @Test(
        arguments: [
            .fail(.notSent("no route")), .fail(.deadlineExceeded), .respond(status: 500, body: ""),
        ] as [ScriptedTransport.Step])
    func `a service that fails when the credentials run out leaves them in use, and is asked again`(
        failure: ScriptedTransport.Step
    ) async throws {
        let clock = ManualClock(.example)
        let transport = ScriptedTransport(
            Self.responses(CredentialsLookup.json) + [failure] + Self.responses(Self.fresh))
        let cached = try cached(clock, transport)
        #expect(try await cached.credentials().accessKeyID == "ASIA1")
        clock.advance(3_601)
        let extended = try await cached.credentials()
        #expect(extended.accessKeyID == "ASIA1" && extended.secretAccessKey.reveal() == "s")
        #expect(transport.requests.count == 4)
        clock.advance(901)
        #expect(try await cached.credentials().accessKeyID == "ASIA2")
    }

    @Test func `a profile whose source is the instance uses expired credentials, too`() async throws {
        let config = "[default]\nrole_arn = arn:aws:iam::123456789012:role/r\ncredential_source = Ec2InstanceMetadata"
        let expired = CredentialsLookup.json.replacing("2015", with: "2014")
        let transport = ScriptedTransport(Self.responses(expired) + [.ok(STSTests.response("AssumeRole"))])
        _ = try await load(["HOME": "/h"], files: ["/h/.aws/config": config], transport)
        #expect(transport.requests.last?.form["Action"] == "AssumeRole")
    }

    @Test func `a service that was reached and gives no token isn't taken for none`() async throws {
        let hanging = try await refusal([:], ScriptedTransport([.fail(.deadlineExceeded)]))
        #expect(hanging.contains("was reached") && hanging.contains("hop limit"))
        for status in [403, 404, 500] {
            let refusing = try await refusal([:], ScriptedTransport([.respond(status: status, body: "")]))
            #expect(refusing.contains("was reached") && refusing.contains("status \(status)"))
        }
        let broken = try await refusal([:], ScriptedTransport([.fail(.interrupted("reset"))]))
        #expect(broken.contains("was reached") && broken.contains("reset"))
    }
}
