import Formats
import Secrets

/// What a token endpoint answers (RFC 6749, sections 5.1 and 5.2; OpenID Connect Core 1.0, section 3.1.3.3).
struct TokenAnswer: Sendable, Equatable {
    /// The longest token, in bytes.
    private static let maximumByteCount = 16_384
    private static let maximumLifetime = 366 * 86_400

    var accessToken: Secret?
    var refreshToken: Secret?
    /// Of which nothing may be believed yet.
    var idToken: Secret?
    /// How many seconds the access token is valid; nil if the server doesn't say.
    var lifetime: Int?
    /// How many seconds the refresh token and its successors are valid, which no standard has a member for; nil if the server
    /// doesn't say.
    var refreshLifetime: Int?
    /// Whose it is, where a portal says so.
    var username: String?

    /// An answer that is an ID token and no more.
    init(idToken: Secret) { self.idToken = idToken }

    /// Reads an answer.
    ///
    /// - Parameters:
    ///   - bytes: the body.
    ///   - isSuccess: whether its status is 200.
    /// - Throws: ``OAuthError/refused(_:words:)`` for an error, ``OAuthError/malformed(_:)`` for anything else.
    init(json bytes: [UInt8], isSuccess: Bool) throws(OAuthError) {
        let json = try Self.json(bytes, isSuccess: isSuccess, .tokens)
        if let type = json["token_type"] {
            guard let type = type.string, type.lowercased() == "bearer" else { throw .malformed(.tokens) }
        }
        accessToken = try Self.token("access_token", of: json)
        refreshToken = try Self.token("refresh_token", of: json)
        idToken = try Self.token("id_token", of: json)
        guard accessToken != nil || idToken != nil else { throw .malformed(.tokens) }
        lifetime = try Self.lifetime(json["expires_in"])
        refreshLifetime = try Self.lifetime(json["refresh_token_expires_in"])
        username = json["username"]?.string
    }

    /// A number of seconds, which some servers write as a text.
    private static func lifetime(_ value: JSONValue?) throws(OAuthError) -> Int? {
        switch value {
        case nil, .null?: return nil
        case .integer(let seconds)? where seconds >= 0: return min(seconds, maximumLifetime)
        case .string(let text)?:
            guard (1...9).contains(text.utf8.count), text.utf8.allSatisfy(\.isASCIIDigit), let seconds = Int(text)
            else { throw .malformed(.tokens) }
            return min(seconds, maximumLifetime)
        default: throw .malformed(.tokens)
        }
    }

    /// The object of an answer that isn't an error.
    static func json(
        _ bytes: [UInt8], isSuccess: Bool, _ kind: OAuthError.Answer
    ) throws(OAuthError) -> JSONValue {
        guard let json = try? JSONReader.read(bytes, maximumDepth: 8), case .object = json, !json.hasDuplicateMembers
        else { throw .malformed(kind) }
        if let error = json["error"] {
            guard let error = error.string, (1...128).contains(error.utf8.count) else { throw .malformed(kind) }
            throw .refused(error, words: json["error_description"]?.string)
        }
        guard isSuccess else { throw .malformed(kind) }
        return json
    }

    /// A token: visible ASCII characters (RFC 6749, appendix A).
    private static func token(_ name: String, of json: JSONValue) throws(OAuthError) -> Secret? {
        guard let value = json[name], value != .null else { return nil }
        guard let text = value.string, (1...maximumByteCount).contains(text.utf8.count),
            text.utf8.allSatisfy({ (0x20...0x7e).contains($0) })
        else { throw .malformed(.tokens) }
        return Secret(text)
    }
}
