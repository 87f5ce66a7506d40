import HTTP1
import Secrets

/// How heads are changed on their way: values from values.
enum Forwarding {
    /// What stands in `Via`.
    static let name = "latchkey"

    /// Whether a message has been here before.
    static func hasPassed(_ fields: HeaderFields) -> Bool {
        fields.values("Via").flatMap { $0.split(separator: ",") }.contains { member in
            let words = member.split(whereSeparator: { $0 == " " || $0 == "\t" })
            return words.count >= 2 && words[1] == name
        }
    }

    /// The protocol to which the client wants to change, if it is one that is passed on: a web socket.
    static func upgrade(_ head: RequestHead) -> String? {
        guard head.method == "GET", head.version == .http11, head.fields.tokens("Connection").contains("upgrade"),
            let upgrade = head.fields.single("Upgrade"), upgrade.lowercased() == "websocket",
            // The tunnel would carry the rest of a body as frames.
            !head.fields.contains("Content-Length"), !head.fields.contains("Transfer-Encoding")
        else { return nil }
        return upgrade
    }

    /// The request as the server is to see it.
    ///
    /// - Parameters:
    ///   - head: as the client sent it.
    ///   - path: the path and query.
    ///   - server: whom it goes to.
    ///   - framing: that of its body.
    ///   - session: the session at that server, if the request may use it.
    /// - Returns: what is written to the server.
    static func request(
        _ head: RequestHead, path: String, to server: Origin, framing: BodyFraming, session: Secret?
    ) -> RequestHead {
        var fields: HeaderFields = ["Host": server.authority]
        var others = head.fields
        HopByHop.remove(from: &others)
        others.remove("Host")
        if head.version == .http10 { others.remove("Expect") }
        for field in others.all { fields.append(field.name, field.value) }
        if let session { SessionCookie.put(session, into: &fields) }
        fields.append("Via", "\(head.version == .http11 ? "1.1" : "1.0") \(name)")
        if framing == .chunked { fields.append("Transfer-Encoding", "chunked") }
        if let upgrade = upgrade(head) {
            fields.append("Connection", "Upgrade")
            fields.append("Upgrade", upgrade)
        }
        return RequestHead(method: head.method, target: path, fields: fields)
    }

    /// What the answer to a request is called by.
    struct Client {
        var method: String
        var version: HTTPVersion
        /// The server that the client asked for.
        var target: Origin
        /// The session of the proxy that went with the request.
        var session: Secret?
    }

    /// The response as the client is to see it.
    ///
    /// - Parameters:
    ///   - head: as the server sent it.
    ///   - server: whom it comes from: where that isn't whom the client asked for, it is the same server over TLS.
    ///   - client: what its request was.
    ///   - isChunked: whether its body is sent in chunks.
    ///   - closing: whether the connection ends with it.
    /// - Returns: what is written to the client.
    static func response(
        _ head: ResponseHead, from server: Origin, for client: Client, isChunked: Bool, closing: Bool
    ) -> ResponseHead {
        var fields = head.fields
        let upgrade = head.status == 101 ? fields.single("Upgrade") : nil
        HopByHop.remove(from: &fields)
        if let session = client.session { SessionCookie.hide(session, in: &fields) }
        if server != client.target {
            fields.rewrite("Location") { location in
                guard let split = Origin.split(location), split.origin == server else { return location }
                return "\(client.target)\(split.rest)"
            }
        }
        fields.append("Via", "\(head.version == .http11 ? "1.1" : "1.0") \(name)")
        if isChunked { fields.append("Transfer-Encoding", "chunked") }
        if let upgrade {
            fields.append("Connection", "Upgrade")
            fields.append("Upgrade", upgrade)
        } else if closing, head.status >= 200 {
            fields.append("Connection", "close")
        }
        return ResponseHead(status: head.status, reason: head.reason, fields: fields)
    }

    /// Whether the client wants its connection to stay open.
    static func keepsAlive(_ head: RequestHead) -> Bool {
        head.version == .http11 && !head.fields.tokens("Connection").contains("close")
            && !head.fields.tokens("Proxy-Connection").contains("close")
    }

    /// A reason for the client beside a response that is passed on as it is (RFC 9209).
    static func proxyStatus(_ words: String) -> String {
        let text = words.unicodeScalars.filter { (0x20...0x7e).contains($0.value) && $0 != "\"" && $0 != "\\" }
        return "latchkey; details=\"\(String(String.UnicodeScalarView(text)))\""
    }
}
