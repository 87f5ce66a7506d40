import CFastCGI

/// The records of the FastCGI protocol, which carry everything between a web server and an application (FastCGI
/// specification, sections 3.3 and 8). ``RecordDecoder`` reads them; here are their header, and those that we write
/// ourselves. libfcgi writes the records of a response (``ResponseWriter``).
enum Record {
    static let version: UInt8 = 1
    static let headerLength = 8

    /// The eight bytes that start each record.
    struct Header {
        let version: UInt8
        let type: Int32
        let requestID: UInt16
        let contentLength: Int
        let paddingLength: Int

        init(_ bytes: Span<UInt8>, at start: Int) {
            version = bytes[start]
            type = Int32(bytes[start + 1])
            requestID = UInt16(bytes[start + 2]) << 8 | UInt16(bytes[start + 3])
            contentLength = Int(bytes[start + 4]) << 8 | Int(bytes[start + 5])
            paddingLength = Int(bytes[start + 6])
        }
    }

    /// One record without padding; its content has at most 65,535 bytes.
    static func encode(_ type: Int32, _ requestID: UInt16, _ content: [UInt8] = []) -> [UInt8] {
        let count = content.count
        return [
            version, UInt8(truncatingIfNeeded: type), UInt8(requestID >> 8), UInt8(truncatingIfNeeded: requestID),
            UInt8(truncatingIfNeeded: count >> 8), UInt8(truncatingIfNeeded: count), 0, 0,
        ] + content
    }

    /// FCGI_BEGIN_REQUEST in the role of a responder, with flags 0.
    static func beginRequest(_ requestID: UInt16) -> [UInt8] {
        encode(FCGI_BEGIN_REQUEST, requestID, [0, UInt8(truncatingIfNeeded: FCGI_RESPONDER), 0, 0, 0, 0, 0, 0])
    }

    /// FCGI_END_REQUEST with application status 0 and a protocol status.
    static func endRequest(_ requestID: UInt16, _ protocolStatus: Int32) -> [UInt8] {
        encode(FCGI_END_REQUEST, requestID, [0, 0, 0, 0, UInt8(truncatingIfNeeded: protocolStatus), 0, 0, 0])
    }

    /// FCGI_UNKNOWN_TYPE, the reply to a management record of a type that the specification doesn't define.
    static func unknownType(_ type: Int32) -> [UInt8] {
        encode(FCGI_UNKNOWN_TYPE, 0, [UInt8(truncatingIfNeeded: type), 0, 0, 0, 0, 0, 0, 0])
    }

    /// FCGI_GET_VALUES_RESULT, the reply to FCGI_GET_VALUES: those of the variables asked for that we know, each once
    /// however often `content` names it.
    static func valuesResult(for content: Span<UInt8>, limits: Limits) throws(NameValuePairs.Malformed) -> [UInt8] {
        let known = [
            (FCGI_MAX_CONNS, limits.maximumConnections), (FCGI_MAX_REQS, limits.maximumConcurrentRequests),
            (FCGI_MPXS_CONNS, 0),
        ]
        var isAsked = [false, false, false]
        var pairs = NameValuePairs()
        while let pair = try pairs.next(in: content) {
            for index in known.indices where content.has(known[index].0, in: pair.name) { isAsked[index] = true }
        }
        let values = zip(known, isAsked).filter(\.1).flatMap { NameValuePairs.encode(name: $0.0.0, value: "\($0.0.1)") }
        return encode(FCGI_GET_VALUES_RESULT, 0, values)
    }
}
