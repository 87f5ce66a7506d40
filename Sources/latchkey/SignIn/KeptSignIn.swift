import Formats
import FoundationEssentials
import OAuthClient
import Secrets
import Tokens

/// What a sign-in brought, as it rests from one run to the next.
struct KeptSignIn: Sendable, Equatable {
    /// The server and the client that it is for: what was got at one is never sent to another.
    var issuer: String
    var clientID: String
    /// Who signed in, as far as the server says.
    var person: String?
    /// `sub` of the ID token.
    var subject: String?
    var signedInAt: Date
    var accessToken: Secret?
    var accessTokenEnd: Date?
    var refreshToken: Secret?
    /// Until when the sign-in can be renewed; nil if the server doesn't say.
    var refreshTokenEnd: Date?
    var idToken: Secret?
    var idTokenEnd: Date?
    /// The provider's keys by which the ID token was verified, as JSON.
    var keys: [UInt8]?

    /// A new sign-in.
    init(_ tokens: TokenSet, of settings: SignInSettings, at now: Date) {
        issuer = settings.issuer
        clientID = settings.clientID
        signedInAt = now
        renew(tokens)
    }

    /// Puts renewed tokens in the place of those that are there.
    mutating func renew(_ tokens: TokenSet) {
        person = tokens.username ?? tokens.claims.flatMap(Self.person) ?? person
        subject = tokens.claims?.subject ?? subject
        accessToken = tokens.accessToken
        accessTokenEnd = tokens.accessTokenEnd
        refreshToken = tokens.refreshToken
        refreshTokenEnd = tokens.refreshTokenEnd ?? refreshTokenEnd
        idToken = tokens.idToken
        idTokenEnd = tokens.claims?.expiration
        keys = tokens.keys
    }

    /// The claim by which people know somebody.
    private static func person(_ claims: TokenClaims) -> String? {
        for name in ["email", "preferred_username", "upn"] {
            if let text = claims[name]?.string, !text.isEmpty { return text }
        }
        return claims.subject
    }

    /// One JSON object.
    var bytes: [UInt8] {
        func text(_ secret: Secret?) -> JSONValue? { secret.map { .string($0.reveal()) } }
        func time(_ date: Date?) -> JSONValue? { date.map { .string(Timestamp.format($0)) } }
        return JSONValue(present: [
            "issuer": .string(issuer), "client_id": .string(clientID), "person": person.map { .string($0) },
            "subject": subject.map { .string($0) }, "signed_in_at": time(signedInAt),
            "access_token": text(accessToken), "access_token_end": time(accessTokenEnd),
            "refresh_token": text(refreshToken), "refresh_token_end": time(refreshTokenEnd), "id_token": text(idToken),
            "id_token_end": time(idTokenEnd),
            "keys": keys.map { .string(String(decoding: $0, as: UTF8.self)) },
        ]).bytes
    }

    /// Reads such an object.
    ///
    /// - Parameters:
    ///   - bytes: the object.
    ///   - settings: the sign-in that it should be for. Nil for what is of another server or client, or is no such object.
    init?(_ bytes: [UInt8], of settings: SignInSettings) {
        guard let json = try? JSONReader.read(bytes, maximumDepth: 2), let issuer = json["issuer"]?.string,
            let clientID = json["client_id"]?.string, issuer.utf8.elementsEqual(settings.issuer.utf8),
            clientID.utf8.elementsEqual(settings.clientID.utf8),
            let signedInAt = json["signed_in_at"]?.string.flatMap(Timestamp.parse)
        else { return nil }
        self.issuer = issuer
        self.clientID = clientID
        self.signedInAt = signedInAt
        person = json["person"]?.string
        subject = json["subject"]?.string
        accessToken = json["access_token"]?.string.map { Secret($0) }
        accessTokenEnd = json["access_token_end"]?.string.flatMap(Timestamp.parse)
        refreshToken = json["refresh_token"]?.string.map { Secret($0) }
        refreshTokenEnd = json["refresh_token_end"]?.string.flatMap(Timestamp.parse)
        idToken = json["id_token"]?.string.map { Secret($0) }
        idTokenEnd = json["id_token_end"]?.string.flatMap(Timestamp.parse)
        keys = json["keys"]?.string.map { Array($0.utf8) }
    }

    /// Until when the person is signed in, or else until when the token that is used is good; nil if it isn't known.
    var end: Date? { (refreshToken == nil ? nil : refreshTokenEnd) ?? idTokenEnd ?? accessTokenEnd }
}
