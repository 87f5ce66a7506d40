import HTTP1
import Logging
import NIOCore

/// One client's connection: its requests, one after the other.
struct ClientSession: Sendable {
    let context: ProxyContext
    let client: Connection
    let owner: ClientOwner
    /// The connection to the server of the last request, if it can be used again.
    var idleServer = IdleServer()
    /// Told when the client may be closed for another one, and when it may not: while a request is under way.
    var waits: @Sendable (Bool) -> Void = { _ in }

    init(context: ProxyContext, client: Connection) {
        self.context = context
        self.client = client
        owner = ClientOwner(client)
    }

    /// Answers requests until the client leaves or the connection can't go on.
    mutating func run() async {
        while await serve() {}
        idleServer.close()
        client.close()
    }

    /// Tells a client that it is one too many.
    func turnAway() async {
        try? await client.write(ProxyAnswer.tooManyConnections.bytes(closing: true, method: "GET"))
        client.close()
    }

    /// Answers the next request; false when there is none, or the connection ends with it.
    private mutating func serve() async -> Bool {
        let head: RequestHead
        do throws(HTTPViolation) {
            guard let next = try await nextHead() else { return false }
            head = next
        } catch {
            if error != .truncated { await refuse(ProxyAnswer(request: error), "?", "?") }
            return false
        }
        do throws(ProxyAnswer) {
            if head.method == "CONNECT" {
                try await openTunnel(head)
                return false
            }
            return try await forward(head)
        } catch {
            await refuse(error, head.method, Self.server(head))
            return false
        }
    }

    private func nextHead() async throws(HTTPViolation) -> RequestHead? {
        let configuration = context.configuration
        waits(true)
        defer { waits(false) }
        var deadline = client.close(in: configuration.keepAliveTimeout)
        defer { deadline.cancel() }
        return try await MessageReader(client, limits: configuration.headLimits).request {
            deadline.cancel()
            deadline = client.close(in: configuration.headTimeout)
        }
    }

    /// Answers in the proxy's own name and ends the connection. What the client still sends is read for a moment, as it
    /// may not look for an answer before it has sent everything.
    private func refuse(_ answer: ProxyAnswer, _ method: String, _ server: String) async {
        context.log.info(
            "refused",
            metadata: [
                "method": "\(method)", "server": "\(server)", "status": .stringConvertible(answer.status),
                "reason": "\(answer.words)",
            ])
        do throws(NetworkError) {
            try await client.write(answer.bytes(closing: true, method: method))
        } catch {
            return
        }
        await client.finishWriting()
        let deadline = client.close(in: min(.seconds(2), context.configuration.lingerTimeout))
        defer { deadline.cancel() }
        while await client.read() != nil {}
    }

    /// The server of a request, for the log: never its path, which may hold a one-time code.
    private static func server(_ head: RequestHead) -> String {
        if head.method == "CONNECT" { return HostPort(head.target)?.description ?? "?" }
        return Origin.split(head.target)?.origin.description ?? "?"
    }

    private func openTunnel(_ head: RequestHead) async throws(ProxyAnswer) {
        let server: HostPort
        do throws(ProxyTarget.Refusal) { server = try ProxyTarget.tunnel(head) } catch { throw ProxyAnswer(error) }
        guard !head.fields.contains("Transfer-Encoding"),
            !head.fields.contains("Content-Length")
                || head.fields.single("Content-Length") == "0"
        else { throw ProxyAnswer(status: 400, words: "CONNECT has no body.") }
        let connection: Connection
        do throws(NetworkError) {
            connection = try await context.dialer.connect(
                to: server, reach: context.permissions.knows(server) ? .local : .remote)
        } catch { throw ProxyAnswer(error) }
        do throws(NetworkError) {
            try await client.write(ByteBuffer(string: "HTTP/1.1 200 Connection established\r\n\r\n"))
        } catch {
            return connection.close()
        }
        let count = await Tunnel.run(client, connection, idleTimeout: context.configuration.tunnelTimeout)
        context.log.info(
            "tunnel",
            metadata: [
                "method": "\(head.method)", "server": "\(server)", "sent": .stringConvertible(count.sent),
                "received": .stringConvertible(count.received),
            ])
    }
}
