import AWS
import Formats
import FoundationEssentials
import Grants
import Testing
import Transport

@testable import Tokens

extension GrantRequest {
    static func make(
        _ person: String = "alice", version: String = "1", tags: [SessionTag] = [], application: String = "app"
    ) throws -> GrantRequest {
        GrantRequest(
            application: application, registrationVersion: version,
            role: try #require(ARN("arn:aws:iam::123456789012:role/apps/r")), externalID: "external",
            person: try PersonName(.known("sub"), in: .make(["sub": .string(person)])), tags: tags,
            durationSeconds: 3_600)
    }
}

extension Grants {
    /// The credentials of an answer.
    func grant(_ request: GrantRequest, journal: CallJournal? = nil) async throws(GrantError) -> Grant {
        try await answer(request, journal: journal).grant
    }
}

extension SessionTag {
    static func optional(_ key: String) -> SessionTag { SessionTag(Tag(key: key, value: "v"), need: .optional) }
    static func required(_ key: String) -> SessionTag { SessionTag(Tag(key: key, value: "v")) }
}

extension ClaimPointer {
    static func known(_ text: String) throws -> ClaimPointer { try #require(ClaimPointer(text)) }
}

extension TokenClaims {
    /// Claims of a token that says this, beside what all tokens have to say.
    static func make(_ claims: JSONValue) throws -> TokenClaims {
        guard case .object(let members) = claims else { throw TokenError.malformed(.claims) }
        return try TokenClaims(
            .object(
                [.init("iss", "https://issuer.example"), .init("aud", "app"), .init("exp", 1_800_000_000)] + members))
    }
}
