import Concurrency
import HTTP1
import Logging
import NIOCore

extension Exchange {
    /// Passes the response on.
    ///
    /// - Returns: whether the client's connection goes on.
    func deliver(
        _ response: ResponseHead, from connection: Connection, _ idleServer: inout IdleServer
    ) async throws(ProxyAnswer) -> Bool {
        if session != nil { context.sessions.update(from: response.fields, at: server) }
        let body: BodyFraming
        do throws(HTTPViolation) {
            body = try BodyFraming(of: response, to: head.method)
        } catch {
            connection.close()
            throw ProxyAnswer(response: error)
        }
        if response.status == 101 { return await upgrade(response, connection) }
        let isChunked = head.version == .http11 && (body == .chunked || body == .untilClose)
        let closing = !Forwarding.keepsAlive(head) || (body == .untilClose && !isChunked) || isUploading
        var passed = Forwarding.response(response, from: server, for: asked, isChunked: isChunked, closing: closing)
        if source == .unsaid || source == .link, session != nil, !passed.fields.contains("X-Frame-Options") {
            passed.fields.append("X-Frame-Options", "SAMEORIGIN")
        }
        if let reason, response.status == 401 { passed.fields.append("Proxy-Status", Forwarding.proxyStatus(reason)) }

        let count = await copy(
            passed, BodyReader(connection, body), BodyWriter(connection: client, isChunked: isChunked))
        log(response.status, bytes: count)
        client.closesWithIt(nil)
        guard count != nil else {
            connection.close()
            client.close()
            _ = await upload?.body()
            return false
        }
        let isSent = await uploadIsSent()
        let serverStays = response.version == .http11 && !response.fields.tokens("Connection").contains("close")
        if serverStays, isSent, body != .untilClose { idleServer.put(connection, server) } else { connection.close() }
        return !closing
    }

    private var isUploading: Bool { upload.map { $0.result == nil } ?? false }

    /// Writes the head and the body.
    ///
    /// - Returns: how many bytes the body had; nil when one end broke off, and the other must learn that.
    private func copy(_ passed: ResponseHead, _ body: BodyReader, _ writer: BodyWriter) async -> Int? {
        var body = body
        var count = 0
        do {
            try await client.write(HeadWriter.bytes(passed))
            while let piece = try await body.next() {
                count += piece.readableBytes
                try await writer.write(piece)
            }
            try await writer.finish(body.trailers)
            return count
        } catch {
            return nil
        }
    }

    /// Waits for the rest of a body that the server has answered early: the client may look for the answer only then.
    private func uploadIsSent() async -> Bool {
        guard let upload else { return true }
        let deadline = client.close(in: context.configuration.lingerTimeout)
        defer { deadline.cancel() }
        return await upload.body()?.isSent ?? false
    }

    private func upgrade(_ response: ResponseHead, _ connection: Connection) async -> Bool {
        // From here on, a client that has said all it has to say still waits for the server.
        client.closesWithIt(nil)
        let passed = Forwarding.response(response, from: server, for: asked, isChunked: false, closing: false)
        do throws(NetworkError) {
            try await client.write(HeadWriter.bytes(passed))
        } catch {
            connection.close()
            return false
        }
        let count = await Tunnel.run(client, connection, idleTimeout: context.configuration.tunnelTimeout)
        log(response.status, bytes: count.received)
        return false
    }

    /// Answers in the proxy's own name while the body may still be coming, and ends the connection.
    func refuse(_ answer: ProxyAnswer) async {
        client.closesWithIt(nil)
        log(answer.status, bytes: nil, answer.words)
        try? await client.write(answer.bytes(closing: true, method: head.method))
        await client.finishWriting()
        _ = await uploadIsSent()
    }

    /// One line for a request; neither path nor query, where one-time codes may stand.
    private func log(_ status: Int, bytes: Int?, _ reason: String? = nil) {
        var metadata: Logger.Metadata = [
            "method": "\(head.method)", "server": "\(server)", "status": .stringConvertible(status),
            "identity": "\(identity.rawValue)",
            "ms": .stringConvertible((context.clock.instant() - began).milliseconds),
        ]
        if let bytes {
            metadata["bytes"] = .stringConvertible(bytes)
        } else if reason == nil {
            metadata["reason"] = "broken off"
        }
        if let reason { metadata["reason"] = "\(reason)" }
        context.log.info("request", metadata: metadata)
    }
}

extension Duration {
    fileprivate var milliseconds: Int {
        Int(components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000)
    }
}
