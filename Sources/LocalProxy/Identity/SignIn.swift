import HTTP1
import NIOCore
import Secrets

/// Opens a session at a server by a proof: `POST /auth/session`, whose answer sets the cookie.
struct SignIn: Sendable {
    let dialer: Dialer
    let prover: any IdentityProver
    /// How long the server may take to answer.
    let timeout: Duration

    /// - Throws: ``IdentityRefusal`` with the reason in words, none of which come from the server.
    func open(_ server: Origin, _ challenge: IdentityChallenge) async throws(IdentityRefusal)
        -> SessionCookie.Session
    {
        guard server.isPrivate else { throw IdentityRefusal("The server can't be reached over TLS.") }
        guard challenge.server == server.authority else {
            throw IdentityRefusal("The server's challenge is for another server than \(server.authority).")
        }
        let proof = try await prover.proof(to: server, for: challenge)
        var fields = Self.fields(server)
        fields.append("Authorization", proof.reveal())
        fields.append("Content-Length", "0")
        let answer = try await ask(server, RequestHead(method: "POST", target: "/auth/session", fields: fields))
        guard (200...299).contains(answer.head.status),
            case .some(.some(let session)) = SessionCookie.session(in: answer.head.fields, named: prover.sessionCookies)
        else { throw IdentityRefusal(Self.words(answer.head.status)) }
        return session
    }

    /// The challenge of a server that hasn't been asked for anything yet.
    func challenge(of server: Origin) async throws(IdentityRefusal) -> IdentityChallenge {
        let head = RequestHead(method: "GET", target: "/auth/challenge", fields: Self.fields(server))
        let answer = try await ask(server, head)
        guard answer.head.status == 200, let challenge = IdentityChallenge(json: answer.body) else {
            throw IdentityRefusal("The server doesn't say at /auth/challenge which identity it wants.")
        }
        return challenge
    }

    static func fields(_ server: Origin) -> HeaderFields {
        ["Host": server.authority, "Accept": "application/json", "Connection": "close"]
    }

    private static func words(_ status: Int) -> String {
        switch status {
        case 401: "The server didn't accept the proof."
        case 403: "The server doesn't let this identity in."
        case 404: "The server has no /auth/session."
        case 429: "The server takes no more proofs for now."
        case 500...: "The server can't check identities at present (\(status))."
        default: "The server answered the proof with \(status) and no session."
        }
    }

    func ask(_ server: Origin, _ request: RequestHead) async throws(IdentityRefusal) -> (
        head: ResponseHead, body: [UInt8]
    ) {
        do {
            let connection = try await dialer.connect(to: server, reach: .local)
            defer { connection.close() }
            let deadline = connection.close(in: timeout)
            defer { deadline.cancel() }
            try await connection.write(HeadWriter.bytes(request))
            let reader = MessageReader(connection)
            var head = try await reader.response()
            while let informational = head, informational.status < 200 { head = try await reader.response() }
            guard let head else { throw NetworkError.closed }
            var body = BodyReader(connection, try BodyFraming(of: head, to: request.method))
            var bytes: [UInt8] = []
            while bytes.count <= 65_536, let piece = try await body.next() { bytes += piece.readableBytesView }
            return (head, bytes)
        } catch let error as NetworkError {
            throw IdentityRefusal(error.description)
        } catch {
            throw IdentityRefusal("The server's answer to the proof isn't well-formed.")
        }
    }
}
