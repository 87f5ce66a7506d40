internal import CFastCGI

/// The records of the FastCGI protocol (FastCGI specification, section 3.3 and 8), as far as ``RequestGate`` reads and
/// writes them; libfcgi does the rest.
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

    /// Appends one record without padding.
    static func append(_ type: Int32, _ requestID: UInt16, _ content: Span<UInt8>, to bytes: inout [UInt8]) {
        let count = content.count
        bytes += [
            version, UInt8(truncatingIfNeeded: type), UInt8(requestID >> 8), UInt8(truncatingIfNeeded: requestID),
            UInt8(truncatingIfNeeded: count >> 8), UInt8(truncatingIfNeeded: count), 0, 0,
        ]
        unsafe content.withUnsafeBufferPointer { unsafe bytes.append(contentsOf: $0) }
    }

    /// FCGI_END_REQUEST with application status 0 and a protocol status.
    static func endRequest(_ requestID: UInt16, _ protocolStatus: Int32) -> [UInt8] {
        var bytes: [UInt8] = []
        let content: [UInt8] = [0, 0, 0, 0, UInt8(truncatingIfNeeded: protocolStatus), 0, 0, 0]
        append(FCGI_END_REQUEST, requestID, content.span, to: &bytes)
        return bytes
    }

    /// FCGI_UNKNOWN_TYPE for a management record of a type that nobody defined.
    static func unknownType(_ type: Int32) -> [UInt8] {
        var bytes: [UInt8] = []
        let content: [UInt8] = [UInt8(truncatingIfNeeded: type), 0, 0, 0, 0, 0, 0, 0]
        append(FCGI_UNKNOWN_TYPE, 0, content.span, to: &bytes)
        return bytes
    }

    /// A request of one number without parameters or body: what libfcgi needs to write the answer to one that it
    /// isn't given.
    static func emptyRequest(_ requestID: UInt16) -> [UInt8] {
        var bytes: [UInt8] = []
        let begin: [UInt8] = [0, UInt8(truncatingIfNeeded: FCGI_RESPONDER), 0, 0, 0, 0, 0, 0]
        let nothing: [UInt8] = []
        append(FCGI_BEGIN_REQUEST, requestID, begin.span, to: &bytes)
        append(FCGI_PARAMS, requestID, nothing.span, to: &bytes)
        append(FCGI_STDIN, requestID, nothing.span, to: &bytes)
        return bytes
    }

    /// FCGI_GET_VALUES_RESULT with the variables asked for that are known, each once; nil when the question is none.
    static func valuesResult(for content: Span<UInt8>, limits: Limits) -> [UInt8]? {
        var asked: Set<String> = []
        let whole = forEachPair(content) { name, _ in
            var bytes: [UInt8] = []
            for index in name where bytes.count < 32 { bytes.append(content[index]) }
            asked.insert(String(decoding: bytes, as: UTF8.self))
        }
        guard whole else { return nil }
        let known = [
            (FCGI_MAX_CONNS, "\(limits.maximumConnections)"), (FCGI_MAX_REQS, "\(limits.maximumConcurrentRequests)"),
            (FCGI_MPXS_CONNS, "0"),
        ]
        var pairs: [UInt8] = []
        for (name, value) in known where asked.contains(name) {
            pairs += [UInt8(name.utf8.count), UInt8(value.utf8.count)] + Array((name + value).utf8)
        }
        var bytes: [UInt8] = []
        append(FCGI_GET_VALUES_RESULT, 0, pairs.span, to: &bytes)
        return bytes
    }

    /// The parameters up to the first that isn't whole, and whether there is none such.
    static func parameters(in bytes: Span<UInt8>) -> (parameters: [Request.Parameter], areWhole: Bool) {
        var parameters: [Request.Parameter] = []
        func text(_ range: Range<Int>) -> String {
            unsafe bytes.extracting(range).withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
        }
        let areWhole = forEachPair(bytes) { parameters.append(.init(name: text($0), value: text($1))) }
        return (parameters, areWhole)
    }

    /// Visits the places of each name and value; false when a length leads past the end (section 3.4).
    private static func forEachPair(_ bytes: Span<UInt8>, _ visit: (Range<Int>, Range<Int>) -> Void) -> Bool {
        var position = 0
        func length() -> Int? {
            guard position < bytes.count else { return nil }
            let first = Int(bytes[position])
            guard first & 0x80 != 0 else {
                position += 1
                return first
            }
            guard bytes.count - position >= 4 else { return nil }
            defer { position += 4 }
            return (first & 0x7f) << 24 | Int(bytes[position + 1]) << 16 | Int(bytes[position + 2]) << 8
                | Int(bytes[position + 3])
        }
        while position < bytes.count {
            guard let name = length(), let value = length(), name + value <= bytes.count - position else {
                return false
            }
            visit(position..<position + name, position + name..<position + name + value)
            position += name + value
        }
        return true
    }
}
