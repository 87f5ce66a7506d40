import Formats
package import FoundationEssentials
package import Secrets

/// A JSON Web Token in which AWS tells other services who its caller is.
package struct IssuedToken: Sendable, Hashable {
    /// The algorithms that AWS signs with.
    package enum Algorithm: String, Sendable, CaseIterable {
        case es384 = "ES384"
        case rs256 = "RS256"
    }

    /// The token in its compact form: three parts of base64url with dots between them.
    package var token: Secret
    /// When it stops being valid, by AWS's clock; nil if STS doesn't say.
    package var expiration: Date?

    package init(token: Secret, expiration: Date?) {
        self.token = token
        self.expiration = expiration
    }

    init(_ response: QueryResponse, operation: Operation) throws(AWSError) {
        let text = try response.text("WebIdentityToken")
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        // It goes into a header field as it is.
        guard parts.count == 3, parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy(Self.isBase64URL) }) else {
            throw .malformedResponse(operation, "WebIdentityToken is no signed token")
        }
        token = Secret(text)
        expiration = try response.optionalDate("Expiration")
    }

    private static func isBase64URL(_ byte: UInt8) -> Bool {
        byte.isWordByte || byte == UInt8(ascii: "-")
    }
}

extension STS {
    /// Asks for a token that names whoever signs the call. The account must have outbound identity federation switched on.
    ///
    /// Source: <https://docs.aws.amazon.com/STS/latest/APIReference/API_GetWebIdentityToken.html>
    ///
    /// - Parameters:
    ///   - audience: for whom the token is, which becomes its `aud`; 1 to 1,000 characters.
    ///   - algorithm: how AWS signs it.
    ///   - durationSeconds: how long it is valid; 60 to 3,600.
    /// - Returns: the token.
    /// - Throws: ``AWSError``, with the code `OutboundWebIdentityFederationDisabled` or `SessionDurationEscalation` (with or
    ///   without `Exception` at its end) among others.
    package func getWebIdentityToken(
        audience: String, algorithm: IssuedToken.Algorithm, durationSeconds: Int
    ) async throws(AWSError) -> IssuedToken {
        let operation = Operation(.sts, "GetWebIdentityToken")
        var form = QueryForm(operation)
        form.add("Audience", list: [audience])
        form.add("SigningAlgorithm", algorithm.rawValue)
        form.add("DurationSeconds", durationSeconds)
        return try IssuedToken(try await client.query(form, .idempotent), operation: operation)
    }
}
