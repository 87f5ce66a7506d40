import AWS
import Formats
import FoundationEssentials
import Secrets
import Testing

@testable import IdentityProofs

@Suite struct HandedCredentialsTests {
    private let now = Date(timeIntervalSince1970: 1_700_000_000)

    private func credentials(lifetime: Double = 900, token: String? = "IQoJb3JpZ2luX2VjEXAMPLETOKEN") -> Credentials {
        Credentials(
            accessKeyID: "ASIAIOSFODNN7EXAMPLE", secretAccessKey: Secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
            sessionToken: token.map { Secret($0) }, expiration: now.addingTimeInterval(lifetime))
    }

    @Test func `they are written as Go's library writes STS's answer, and read again`() throws {
        let handed = try HandedCredentials(credentials(), at: now)
        #expect(
            handed.plaintext.reveal() == """
                {"AccessKeyId":"ASIAIOSFODNN7EXAMPLE","Expiration":"2023-11-14T22:28:20Z",\
                "SecretAccessKey":"wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",\
                "SessionToken":"IQoJb3JpZ2luX2VjEXAMPLETOKEN"}
                """)
        #expect(try HandedCredentials(handed.plaintext, at: now).credentials == handed.credentials)
    }

    @Test(arguments: [
        (-1.0, HandedCredentials.Refusal.expired), (0, .expired), (961, .lastsTooLong), (43_200, .lastsTooLong),
    ])
    func `those that have ended, or last for long, are refused at both ends`(
        lifetime: Double, refusal: HandedCredentials.Refusal
    ) throws {
        let credentials = credentials(lifetime: lifetime)
        #expect(throws: refusal) { try HandedCredentials(credentials, at: now) }
        let earlier = try HandedCredentials(credentials, at: now.addingTimeInterval(lifetime - 900))
        #expect(throws: refusal) { try HandedCredentials(earlier.plaintext, at: now) }
    }

    @Test func `a user's own key is never handed over`() {
        #expect(throws: HandedCredentials.Refusal.self) { try HandedCredentials(credentials(token: nil), at: now) }
    }

    @Test func `an object of another form is refused`() throws {
        let right = try HandedCredentials(credentials(), at: now).plaintext.reveal()
        for (old, new) in [
            ("{", "[{"), ("}", ",\"Version\":1}"), ("AccessKeyId", "accessKeyId"), ("\"ASIAIOSFODNN7EXAMPLE\"", "null"),
            ("ASIAIOSFODNN7EXAMPLE", "ASIA IOSFODNN7EXAMPLE"), ("ASIAIOSFODNN7EXAMPLE", "ASIA"),
            ("2023-11-14T22:28:20Z", "2023-11-14"), ("\"2023-11-14T22:28:20Z\"", "1700000900"),
            ("wJalrXUtnFEMI", "wJalr\\r\\nX: "), ("IQoJb3JpZ2luX2VjEXAMPLETOKEN", ""),
            ("IQoJb3JpZ2lu", "\\u0000"), ("IQoJb3JpZ2lu", "é"), ("}", "}}"), ("SessionToken", "AccessKeyId"),
            ("IQoJb3JpZ2lu", String(repeating: "x", count: 4_096)),
        ] {
            let changed = right.replacing(old, with: new)
            #expect(throws: HandedCredentials.Refusal.self, "\(new)") {
                try HandedCredentials(Secret(changed), at: now)
            }
        }
    }
}
