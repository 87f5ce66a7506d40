import Formats
import HTTP1
import Secrets

extension SignIn {
    /// Opens a session as the server's challenge has it.
    ///
    /// - Throws: ``IdentityRefusal`` with the reason in words, none of which come from the server.
    func open(_ server: Origin, _ challenge: ServerChallenge) async throws(IdentityRefusal) -> SessionCookie.Session {
        switch challenge {
        case .proof(let challenge): try await open(server, challenge)
        case .token(let challenge): try await open(server, challenge)
        }
    }

    /// Opens a session by credentials that are encrypted for the server: `GET /auth`, whose answer sets a cookie and leads on.
    ///
    /// Nobody follows it: the request that was refused goes out again, with its own method and body.
    ///
    /// - Throws: ``IdentityRefusal`` with the reason in words, none of which come from the server.
    func open(_ server: Origin, _ challenge: KMSChallenge) async throws(IdentityRefusal) -> SessionCookie.Session {
        let token = try await prover.token(to: server, for: challenge)
        let target = "/auth?return_url=%2F&token=\(PercentEncoding.encode(token.reveal()))"
        let answer = try await ask(server, RequestHead(method: "GET", target: target, fields: Self.fields(server)))
        guard (300...399).contains(answer.head.status),
            case .some(.some(let session)) = SessionCookie.anySession(in: answer.head.fields, from: server)
        else { throw IdentityRefusal(Self.words(ofToken: answer.head.status)) }
        return session
    }

    private static func words(ofToken status: Int) -> String {
        switch status {
        case 300...399: "The server took the token and set no cookie."
        case 403: "The server doesn't take the token, or doesn't let this identity in."
        case 404: "The server has no /auth."
        case 429: "The server takes no more tokens for now."
        case 500...: "The server can't check identities at present (\(status))."
        default: "The server answered the token with \(status) and no session."
        }
    }
}
