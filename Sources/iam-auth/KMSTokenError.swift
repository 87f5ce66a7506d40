import AWS
import IdentityProofs

/// Why a KMS token signs nobody in.
enum KMSTokenError: Error, Sendable, Equatable {
    /// The request or the token isn't of the form; the text says what is wrong, and holds nothing of the token.
    case malformed(String)
    /// The server takes tokens over TLS alone.
    case withoutTLS
    /// The return URL isn't a path of this server.
    case badReturnURL
    /// A browser says that another site led here.
    case fromOtherSite
    /// The browser is signed in as somebody else.
    case signedInAlready
    /// KMS decrypts it with the server's key in none of its contexts: it was changed, is another server's, or too old.
    case notForUs
    /// What was encrypted isn't temporary credentials in the protocol's form.
    case badCredentials(HandedCredentials.Refusal)
    /// STS doesn't know the credentials: its code.
    case refusedByAWS(ErrorCode)
    /// The credentials have signed in before.
    case replayed
    /// The principal's sessions were ended after the credentials were made.
    case revoked

    /// One word for programs.
    var label: String {
        switch self {
        case .malformed: "malformed"
        case .withoutTLS: "tls"
        case .badReturnURL: "return-url"
        case .fromOtherSite: "cross-site"
        case .signedInAlready: "session"
        case .notForUs: "context"
        case .badCredentials(.malformed): "content"
        case .badCredentials(.lastsTooLong): "duration"
        case .badCredentials(.expired): "expired"
        case .refusedByAWS: "credentials"
        case .replayed: "replayed"
        case .revoked: "revoked"
        }
    }

    var words: String {
        switch self {
        case .malformed(let reason): "The request is malformed: \(reason)."
        case .withoutTLS: "This server takes such a token over https alone."
        case .badReturnURL: "“return_url” should be a path of this server, with a query or without."
        case .fromOtherSite: "Your browser says that another site led here."
        case .signedInAlready: "You are signed in as somebody else here. Sign out first."
        case .notForUs:
            "It was changed, is for another server, or is older than \(KMSContexts.window / 60) to "
                + "\(KMSContexts.window / 30) minutes."
        case .badCredentials(.malformed(let reason)): "What was encrypted isn't what the protocol wants: \(reason)."
        case .badCredentials(.lastsTooLong):
            "Its credentials last longer than fifteen minutes: end them, as they have left your machine."
        case .badCredentials(.expired): "Its credentials have expired."
        case .refusedByAWS: "AWS doesn't know its credentials."
        case .replayed: "It has been used before."
        case .revoked: "Your sessions were ended after it was made."
        }
    }
}
