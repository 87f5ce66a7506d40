import HTTP1

/// Which fields belong to one connection and aren't forwarded (RFC 9110, 7.6.1).
enum HopByHop {
    private static let names: Set<String> = [
        "connection", "keep-alive", "proxy-connection", "proxy-authenticate", "proxy-authorization",
        "proxy-authentication-info", "te", "transfer-encoding", "upgrade",
    ]

    /// What `Connection` may not remove: a client that could name these would change what the server is told.
    private static let endToEnd: Set<String> = [
        "host", "content-length", "content-type", "authorization", "cookie", "via", "origin", "expect", "cache-control",
        "set-cookie", "www-authenticate", "location",
    ]

    /// Trailers that would frame, route or authenticate a message are dropped (RFC 9110, 6.5.1).
    private static let neverTrailers: Set<String> = names.union(endToEnd).union([
        "trailer", "content-encoding", "content-range", "max-forwards", "date", "age", "expires", "vary", "range",
        "if-match", "if-none-match", "if-modified-since", "if-unmodified-since", "if-range", "pragma", "referer",
    ])

    /// Removes the fields of the connection: those above, and those that `Connection` names.
    static func remove(from fields: inout HeaderFields) {
        let named = Set(fields.tokens("Connection")).subtracting(endToEnd)
        fields.removeAll { field in
            let name = field.name.lowercased()
            return names.contains(name) || named.contains(name)
        }
    }

    /// The trailers that may be forwarded.
    static func forwardable(trailers: HeaderFields) -> HeaderFields {
        var kept = trailers
        kept.removeAll { field in
            let name = field.name.lowercased()
            return neverTrailers.contains(name) || name.hasPrefix("sec-") || name.hasPrefix("proxy-")
        }
        return kept
    }
}
