import HTTP1
import Logging
import NIOCore

extension Exchange {
    /// Signs in before the request is sent, if its body is too large to be sent twice and the server is one of those that
    /// want an identity. If it fails, the server says so.
    mutating func signInAhead() async {
        let isLarge =
            switch framing {
            case .length(let length): length > context.configuration.maximumKeptBytes
            case .chunked: true
            case .none, .untilClose: false
            }
        guard isLarge, source.mayProve, server.isPrivate, context.permissions.allows(server),
            context.sessions.session(at: server) == nil, owner.isSelf
        else { return }
        do throws(IdentityRefusal) {
            let challenge = try await context.signIn.challenge(of: server)
            if await context.sessions.signIn(at: server, .proof(challenge)) == .signedIn { identity = .proved }
        } catch {
            reason = error.words
        }
    }

    /// Signs in, if the response asks for that and the person allowed it; at most once for a request.
    ///
    /// - Returns: whether the request is to be sent again. Otherwise ``reason`` says why not, if the challenge was one.
    mutating func answersChallenge(of response: ResponseHead) async -> Bool {
        guard let challenge = ServerChallenge(response) else { return false }
        if let session { context.sessions.forget(session, at: server) }
        if let refusal = await signIn(challenge) {
            reason = refusal
            context.log.notice("no identity", metadata: ["server": "\(server)", "reason": "\(refusal)"])
            return false
        }
        identity = .proved
        if await hasBody() { return true }
        reason = "The body is too large to be sent again. You are signed in now: repeat the request."
        return false
    }

    /// - Returns: why there is no session now, in words; nil if there is one.
    private mutating func signIn(_ challenge: ServerChallenge) async -> String? {
        guard source.mayProve else { return "The request comes from a page of another site." }
        guard owner.isSelf else { return "The request comes from another user of this machine." }
        guard identity != .proved else { return "The server doesn't accept the session that it opened." }
        guard let place = place(for: challenge) else {
            return "The server can't be reached over TLS."
        }
        if let refusal = await refusal(of: challenge, at: place) { return refusal }
        // Another request may have signed in while this one was under way.
        if let newer = context.sessions.session(at: place), newer != session {
            server = place
            return nil
        }
        if case .refused(let refusal) = await context.sessions.signIn(at: place, challenge) { return refusal.words }
        server = place
        return nil
    }

    /// Where the person signs in: over TLS, but for servers that may have a token without.
    private func place(for challenge: ServerChallenge) -> Origin? {
        if case .token = challenge, context.permissions.allowsTokenWithoutTLS(server) { return server }
        return server.isPrivate ? server : server.secured
    }

    /// Why the challenge isn't answered there, in words; nil if it is.
    private func refusal(of challenge: ServerChallenge, at place: Origin) async -> String? {
        switch challenge {
        case .proof(let challenge):
            guard challenge.server == place.authority else {
                return "The challenge is for another server than \(place.authority)."
            }
        case .token(let challenge):
            guard context.permissions.allowsKey(challenge.keyID) else {
                return
                    "Your credentials aren't encrypted under its key, unless you start the proxy with --allow-kms-key."
            }
            if context.permissions.allowsTokenWithoutTLS(place) { return nil }
        }
        guard await context.permissions.seek(place, account: challenge.account) else {
            return "Your identity isn't proved there, unless you start the proxy with --allow \(place)."
        }
        return nil
    }

    /// Whether the body can be sent again; waits until it has come.
    private mutating func hasBody() async -> Bool {
        guard let upload else { return true }
        guard mayRepeat else { return false }
        if upload.result == nil, !hasContinued, head.fields.tokens("Expect").contains("100-continue") {
            hasContinued = true
            try? await client.write(ByteBuffer(string: "HTTP/1.1 100 Continue\r\n\r\n"))
        }
        let deadline = client.close(in: context.configuration.lingerTimeout)
        defer { deadline.cancel() }
        return await upload.body()?.kept != nil
    }
}
