package import Formats

/// An issuer of tokens, with keys and claims like those of AWS.
package struct TestIssuer: Sendable {
    package static let name = "https://11111111-2222-3333-4444-555555555555.tokens.sts.global.api.aws"
    package static let audience = "https://tools.example.com"
    package static let principal = "arn:aws:iam::123456789012:role/data/DataProcessing"

    /// The keys by their IDs.
    package var keys: [String: TestSigningKey] = ["RSA_0": .rs256, "EC384_0": .es384]

    package init() {}

    /// The key set as AWS publishes it.
    package var keySet: JSONValue {
        ["keys": .array(keys.sorted { $0.key < $1.key }.map { $0.value.jsonWebKey(id: $0.key) })]
    }

    /// The claims of a token for the session of a role.
    ///
    /// - Parameter now: when it is issued, in seconds since 1970. It is valid for five minutes.
    /// - Returns: an object.
    package static func claims(now: Int) -> JSONValue {
        [
            "aud": .string(audience), "sub": .string(principal),
            "https://sts.amazonaws.com/": [
                "org_id": "o-abc1234567", "aws_account": "123456789012",
                "ou_path": ["o-abc1234567/r-ab12/ou-ab12-11111111/"],
                "original_session_exp": "2026-04-25T02:41:15Z", "source_region": "us-east-1",
                "principal_id": .string(principal), "principal_tags": ["team": "data"],
                "request_tags": ["job": "7"], "source_identity": "alice",
            ],
            "iss": .string(name), "exp": .integer(now + 300), "iat": .integer(now),
            "jti": "5488e298-0a47-4c5b-80d7-6b4ab8a4cede",
        ]
    }

    /// A token in compact form, signed with the key that the header names, or with the one given.
    package func token(
        header: JSONValue = ["kid": "RSA_0", "typ": "JWT", "alg": "RS256"], claims: JSONValue,
        signedWith key: TestSigningKey? = nil
    ) -> String {
        token(header: header.text, claims: claims.text, signedWith: key ?? keys[header["kid"]?.string ?? ""] ?? .rs256)
    }

    /// A token of any texts.
    package func token(header: String, claims: String, signedWith key: TestSigningKey) -> String {
        let text = Base64URL.encode(Array(header.utf8)) + "." + Base64URL.encode(Array(claims.utf8))
        return text + "." + Base64URL.encode(key.sign(text))
    }
}

extension JSONValue {
    /// The same object with another value for a member; without the member for nil.
    package func with(_ name: String, _ value: JSONValue?) -> JSONValue {
        guard case .object(var members) = self else { return self }
        if let index = members.firstIndex(where: { $0.name == name }) {
            if let value { members[index].value = value } else { members.remove(at: index) }
        } else if let value {
            members.append(Member(name, value))
        }
        return .object(members)
    }
}
