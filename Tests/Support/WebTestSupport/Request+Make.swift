package import FastCGI

extension Request {
    /// A request as nginx passes it.
    package static func make(
        _ method: String = "GET", _ target: String = "/keys", user: String? = "ann", body: String = "",
        _ parameters: [(String, String)] = []
    ) -> Request {
        let query = target.split(separator: "?", maxSplits: 1).dropFirst().first ?? ""
        var all = [
            ("REQUEST_METHOD", method), ("REQUEST_URI", target), ("QUERY_STRING", String(query)),
            ("SERVER_NAME", "portal.example"), ("SERVER_PORT", "443"), ("HTTPS", "on"), ("HTTP_HOST", "portal.example"),
        ]
        if let user { all.append(("REMOTE_USER", user)) }
        return Request(
            parameters: (all + parameters).map { Parameter(name: $0.0, value: $0.1) }, body: Array(body.utf8))
    }
}
