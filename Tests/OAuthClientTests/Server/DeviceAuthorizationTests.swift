import Formats
import OAuthClient
import TestSupport
import Testing
import Tokens
import TokensTestSupport
import Transport

@Suite(.timeLimit(.minutes(1)))
struct DeviceAuthorizationTests {
    private static let answer: JSONValue = [
        "device_code": "d1", "user_code": "WDJB-MJHT", "verification_uri": "https://id.example.com/device",
        "verification_uri_complete": "https://id.example.com/device?user_code=WDJB-MJHT", "expires_in": 900,
        "interval": 5,
    ]

    private func issuer() -> StandInIssuer {
        let issuer = StandInIssuer(
            StandInIssuer.metadata.with("device_authorization_endpoint", .string(StandInIssuer.issuer + "/device")))
        issuer.answer("/device", Self.answer.text)
        return issuer
    }

    @Test func `the server is asked at its pace until the person has signed in`() async throws {
        let issuer = issuer()
        let answers = Recorder<Duration>()
        let client = issuer.client(sleep: { duration in
            answers.record(duration)
            switch answers.count {
            case 1: issuer.answer("/token", 400, #"{"error":"authorization_pending"}"#)
            case 2: issuer.answer("/token", 400, #"{"error":"slow_down"}"#)
            case 3: issuer.fail(.notSent("no route"))
            default:
                issuer.fail(nil)
                issuer.answer("/token", StandInIssuer.answer(StandInIssuer.token()).text)
            }
        })
        let metadata = try await client.metadata()
        let device = try await client.beginDevice(at: metadata)
        #expect(
            device.userCode == "WDJB-MJHT" && device.wholeAddress == "https://id.example.com/device?user_code=WDJB-MJHT"
        )
        #expect(issuer.forms("/device") == [["client_id": "0oa123", "scope": "openid email"]])
        let tokens = try await client.tokens(for: device, at: metadata)
        #expect(tokens.claims?.subject == "alice")
        #expect(answers.values == [.seconds(5), .seconds(5), .seconds(10), .seconds(20)])
        #expect(
            issuer.forms("/token").first == [
                "grant_type": "urn:ietf:params:oauth:grant-type:device_code", "device_code": "d1",
                "client_id": "0oa123",
            ])
    }

    @Test(arguments: [
        (#"{"error":"access_denied"}"#, OAuthError.refused("access_denied", words: nil)),
        (#"{"error":"expired_token"}"#, .tooLate), ("nonsense", .malformed(.tokens)),
    ])
    func `a person who says no, or not in time, isn't signed in`(_ text: String, _ error: OAuthError) async throws {
        let issuer = issuer()
        issuer.answer("/token", 400, text)
        let client = issuer.client()
        let metadata = try await client.metadata()
        let device = try await client.beginDevice(at: metadata)
        await #expect(throws: error) { try await client.tokens(for: device, at: metadata) }
    }

    private static let malformed: [(String, JSONValue?)] = [
        ("device_code", nil), ("device_code", ""), ("user_code", nil), ("user_code", "\u{1b}[2J"), ("user_code", "é"),
        ("verification_uri", nil), ("verification_uri", "http://id.example.com/"), ("verification_uri", "javascript:x"),
        ("expires_in", nil), ("expires_in", 0), ("expires_in", "900"), ("interval", -1), ("interval", "5"),
    ]

    @Test(arguments: malformed)
    func `an answer that isn't of the form is refused`(_ name: String, _ value: JSONValue?) async throws {
        let issuer = issuer()
        issuer.answer("/device", Self.answer.with(name, value).text)
        let client = issuer.client()
        let metadata = try await client.metadata()
        await #expect(throws: OAuthError.malformed(.device)) { try await client.beginDevice(at: metadata) }
    }
}
