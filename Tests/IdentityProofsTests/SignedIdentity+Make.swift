import AWS
import Formats
import Secrets

@testable import IdentityProofs

extension SignedIdentity {
    /// The members of a proof as a client writes them.
    static let members: [(String, String)] = [
        ("access_key_id", "AKIAIOSFODNN7EXAMPLE"), ("date", "20261121T022417Z"), ("region", "eu-central-1"),
        ("nonce", "AAECAwQFBgcICQoLDA0ODw"), ("signature", String(repeating: "0f", count: 32)),
        ("session_token", "IQoJb3JpZ2luX2VjEXAMPLE//////////wEaCWV1LXdlc3Q="),
    ]

    /// The text behind the scheme for an object of these members.
    static func encoded(_ members: [(String, String)]) -> String {
        Base64URL.encode(JSONValue.object(members.map { .init($0.0, .string($0.1)) }).bytes)
    }

    static func encoded(changing name: String, to value: String) -> String {
        encoded(members.map { ($0.0, $0.0 == name ? value : $0.1) })
    }
}
