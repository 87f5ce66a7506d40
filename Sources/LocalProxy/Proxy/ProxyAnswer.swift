import HTTP1
import NIOCore

/// An answer of the proxy itself: a status and a sentence of plain text. It allows no page of another origin to read it.
struct ProxyAnswer: Error, Equatable {
    var status: Int
    var words: String

    static let notForProxy = ProxyAnswer(
        status: 421, words: "This is a proxy and no site. Set it as the HTTP proxy of your program or browser.")
    static let url = ProxyAnswer(status: 400, words: "The request's URL isn't one that a proxy can ask for.")
    static let host = ProxyAnswer(status: 400, words: "Host must be there once, and name the server of the URL.")
    static let method = ProxyAnswer(status: 405, words: "The proxy passes no TRACE on, which would show its sessions.")
    static let loop = ProxyAnswer(status: 508, words: "The request has gone through this proxy already.")
    static let tooManyConnections = ProxyAnswer(status: 503, words: "The proxy has too many connections.")
    /// Nobody reads it, but the log has it, with the status that nginx's logs have for it.
    static let clientGone = ProxyAnswer(status: 499, words: "The client didn't wait for the answer.")
    static let timeout = ProxyAnswer(status: 408, words: "The request didn't come in time.")

    init(status: Int, words: String) {
        self.status = status
        self.words = words
    }

    init(_ refusal: ProxyTarget.Refusal) {
        switch refusal {
        case .notForProxy: self = .notForProxy
        case .url: self = .url
        case .host: self = .host
        }
    }

    /// What is said of a request that can't be read.
    init(request violation: HTTPViolation) {
        self.init(status: violation.status, words: violation.description)
    }

    /// What is said of a server's response that can't be read.
    init(response violation: HTTPViolation) {
        self.init(status: 502, words: "The server's response can't be passed on. \(violation)")
    }

    init(_ error: NetworkError) {
        words = error.description
        status =
            switch error {
            case .timeout: 504
            case .forbiddenAddress, .notThisMachine: 403
            case .closed, .unreachable, .certificate, .socks, .socksReply: 502
            }
    }

    /// The whole response.
    ///
    /// - Parameters:
    ///   - closing: whether the connection ends with it.
    ///   - method: that of the request: the answer to HEAD has no body.
    /// - Returns: the head and the body.
    func bytes(closing: Bool, method: String) -> ByteBuffer {
        let body = words + "\n"
        var fields: HeaderFields = [
            "Content-Type": "text/plain; charset=utf-8", "Content-Length": "\(body.utf8.count)",
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff", "Proxy-Status": "latchkey",
        ]
        if closing { fields.append("Connection", "close") }
        var buffer = HeadWriter.bytes(ResponseHead(status: status, reason: Self.reason(status), fields: fields))
        if method != "HEAD" { buffer.writeString(body) }
        return buffer
    }

    private static func reason(_ status: Int) -> String {
        switch status {
        case 400: "Bad Request"
        case 403: "Forbidden"
        case 405: "Method Not Allowed"
        case 408: "Request Timeout"
        case 421: "Misdirected Request"
        case 431: "Request Header Fields Too Large"
        case 501: "Not Implemented"
        case 503: "Service Unavailable"
        case 504: "Gateway Timeout"
        case 505: "HTTP Version Not Supported"
        case 508: "Loop Detected"
        default: "Bad Gateway"
        }
    }
}
