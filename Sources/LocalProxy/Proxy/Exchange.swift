import Concurrency
import HTTP1
import Logging
import NIOCore
import Secrets

/// One request of a client, sent to its server, and sent once more when the server asked for an identity.
struct Exchange {
    /// What is said of the identity in the log.
    enum Identity: String {
        case none, session, proved
    }

    let context: ProxyContext
    let client: Connection
    let owner: ClientOwner
    let head: RequestHead
    let target: ProxyTarget
    let framing: BodyFraming
    let source: RequestSource
    let began: Instant

    /// Whom the request is sent to: whom the client asked for, or the same server over TLS if the person allowed that.
    var server: Origin
    /// The session that goes with it.
    var session: Secret?
    var identity = Identity.none
    /// Why the request is still without an identity, in words for the client.
    var reason: String?
    var upload: Upload?
    /// Whether the client was told that its body is awaited.
    var hasContinued = false

    /// - Throws: what is wrong with the request.
    init(_ head: RequestHead, context: ProxyContext, client: Connection, owner: ClientOwner) throws(ProxyAnswer) {
        guard head.method != "TRACE" else { throw .method }
        do throws(ProxyTarget.Refusal) { target = try ProxyTarget(head) } catch { throw ProxyAnswer(error) }
        guard !Forwarding.hasPassed(head.fields) else { throw .loop }
        do throws(HTTPViolation) { framing = try BodyFraming(of: head) } catch { throw ProxyAnswer(request: error) }
        self.head = head
        self.context = context
        self.client = client
        self.owner = owner
        source = RequestSource(head, to: target.origin)
        server = context.permissions.preferred(target.origin)
        began = context.clock.instant()
    }

    /// Sends the request, answers the server's challenge, and passes the response on.
    ///
    /// - Parameter idleServer: a connection that may be used, and where the one that was used is left.
    /// - Returns: whether the client's connection goes on.
    /// - Throws: the proxy's own answer, when the server gave none.
    mutating func run(_ idleServer: inout IdleServer) async throws(ProxyAnswer) -> Bool {
        await signInAhead()
        var (connection, response) = try await send(&idleServer)
        if await answersChallenge(of: response) {
            connection.close()
            (connection, response) = try await send(&idleServer)
        }
        return try await deliver(response, from: connection, &idleServer)
    }

    /// What answers to the request need to know of it.
    var asked: Forwarding.Client {
        Forwarding.Client(method: head.method, version: head.version, target: target.origin, session: session)
    }

    /// Sends the request and waits for the head of its final response.
    private mutating func send(_ idleServer: inout IdleServer) async throws(ProxyAnswer) -> (Connection, ResponseHead) {
        session = source == .foreign ? nil : context.sessions.session(at: server)
        if session != nil, !owner.isSelf { session = nil }
        if session != nil, identity == .none { identity = .session }
        // A server may close a connection that it kept just when a request comes. Only what may be sent twice may go there.
        if framing == .none, ["GET", "HEAD", "OPTIONS"].contains(head.method), Forwarding.upgrade(head) == nil,
            let connection = idleServer.take(server), let response = try await ask(connection)
        {
            return (connection, response)
        }
        idleServer.close()
        let connection: Connection
        do throws(NetworkError) {
            connection = try await context.dialer.connect(to: server, reach: reach)
        } catch { throw ProxyAnswer(error) }
        guard let response = try await ask(connection) else {
            if case .failure(let violation)? = upload?.result { throw ProxyAnswer(request: violation) }
            throw client.isOver ? .clientGone : ProxyAnswer(.closed)
        }
        return (connection, response)
    }

    private var reach: Dialer.Reach { context.permissions.knows(server.server) ? .local : .remote }

    /// Sends the request on that connection.
    ///
    /// - Returns: the head of the final response; nil when the connection ended before it.
    private mutating func ask(_ connection: Connection) async throws(ProxyAnswer) -> ResponseHead? {
        client.closesWithIt(connection)
        let activity = IdleWatch([connection], timeout: context.configuration.responseTimeout)
        defer { activity.stop() }
        var request = Forwarding.request(head, path: target.path, to: server, framing: framing, session: session)
        if hasContinued { request.fields.remove("Expect") }
        do throws(NetworkError) {
            try await connection.write(HeadWriter.bytes(request))
        } catch {
            return nil
        }
        await sendBody(connection, activity)
        var response: ResponseHead?
        do throws(HTTPViolation) {
            let reader = MessageReader(connection, limits: context.configuration.headLimits)
            response = try await finalResponse(reader, activity)
        } catch .truncated {
            response = nil
        } catch {
            connection.close()
            throw ProxyAnswer(response: error)
        }
        if response == nil, activity.hasFired { throw ProxyAnswer(.timeout) }
        return response
    }

    /// Sends the body: as it comes, or from memory when it has come before.
    private mutating func sendBody(_ connection: Connection, _ activity: IdleWatch) async {
        guard framing != .none else { return }
        let writer = BodyWriter(connection: connection, isChunked: framing == .chunked)
        guard let upload else {
            upload = Upload(
                BodyReader(client, framing), to: writer,
                maximumKeptBytes: mayRepeat ? context.configuration.maximumKeptBytes : nil, activity: activity)
            return
        }
        guard let body = await upload.body(), let kept = body.kept else { return }
        // A server may answer before it has read the body: what it says is read in any case.
        try? await writer.write(kept)
        try? await writer.finish(body.trailers)
    }

    /// Whether the request may be sent a second time, with its body.
    var mayRepeat: Bool {
        guard source.mayProve else { return false }
        if case .length(let length) = framing { return length <= context.configuration.maximumKeptBytes }
        return true
    }

    /// The response that isn't informational. Those that are (100, 103) go to the client at once.
    private mutating func finalResponse(
        _ reader: MessageReader, _ activity: IdleWatch
    ) async throws(HTTPViolation) -> ResponseHead? {
        for _ in 0..<20 {
            guard let response = try await reader.response() else { return nil }
            guard response.status < 200 else { return response }
            activity.touch()
            if response.status == 101 {
                guard Forwarding.upgrade(head) != nil else { throw .statusLine }
                return response
            }
            if response.status == 100 { hasContinued = true }
            guard head.version == .http11 else { continue }
            let passed = Forwarding.response(response, from: server, for: asked, isChunked: false, closing: false)
            try? await client.write(HeadWriter.bytes(passed))
        }
        throw .statusLine
    }
}
