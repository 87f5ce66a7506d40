import CFastCGI

/// Decodes the records of one request from the bytes that have come, without waiting for more, and makes the replies to
/// management records (FastCGI specification, sections 3.3, 4 and 5).
///
/// Everything that a sender decides has a bound here: parameters in bytes and in number, the body, and the replies that
/// wait for it. Parameters and body stay bytes until ``takeRequest()``, so that a connection whose request isn't complete
/// holds no more than was sent on it.
///
/// libfcgi doesn't read the records, because it blocks, overflows and cuts values at NUL; see `README.md`.
struct RecordDecoder {
    /// How much of the request has come.
    enum Phase {
        /// Nothing.
        case idle
        case parameters
        /// All parameters are there; the body is coming.
        case body
        case complete
    }

    /// The sender doesn't speak the protocol, or has given up. The connection is of no further use.
    struct Violation: Error {
        /// The records to send before the connection is closed; empty for none.
        var reply: [UInt8] = []
    }

    private(set) var phase = Phase.idle
    private(set) var requestID: UInt16 = 0
    /// Whether the web server wants to use the connection for another request (FCGI_KEEP_CONN).
    private(set) var keepsConnection = false
    private var replies: [UInt8] = []
    private var encodedParameters: [UInt8] = []
    private var body: [UInt8] = []
    /// What CONTENT_LENGTH says; unknown until all parameters are there.
    private var contentLength = ContentLength.unknown
    /// The limit that the request has passed. Nothing more of it is decoded then.
    private var passedLimit: Refusal?
    private let limits: Limits

    /// The most bytes of replies that wait to be sent, apart from the last one.
    private static let maximumReplyBytes = 4_096

    init(limits: Limits) {
        self.limits = limits
    }

    /// Why the request must be refused; nil while nothing is wrong with what has come of it.
    var refusal: Refusal? {
        if let refusal = contentLength.objection(limit: limits.maximumBodyBytes) ?? passedLimit { return refusal }
        return phase == .complete ? contentLength.objection(toBodyOf: body.count) : nil
    }

    /// Decodes the whole records at the start of `bytes`. It stops after the last record of the request, or when a limit
    /// is passed.
    ///
    /// - Returns: how many bytes were decoded. The rest belongs to a record that isn't whole yet, or to the next request.
    mutating func decode(_ bytes: Span<UInt8>) throws(Violation) -> Int {
        var position = 0
        while phase != .complete, passedLimit == nil {
            guard bytes.count - position >= Record.headerLength else {
                // Bytes that can't become a record needn't wait for the deadline.
                if position < bytes.count, bytes[position] != Record.version { throw Violation() }
                return position
            }
            let header = Record.Header(bytes, at: position)
            guard header.version == Record.version else { throw Violation() }
            let contentStart = position + Record.headerLength
            let next = contentStart + header.contentLength + header.paddingLength
            guard next <= bytes.count else { return position }
            try take(header, bytes.extracting(contentStart..<contentStart + header.contentLength))
            position = next
        }
        return position
    }

    /// Takes the request as far as it has come, and frees its bytes here; a second call gives an empty one. If the
    /// parameters pass a limit, it has only those before the limit.
    mutating func takeRequest() -> Request {
        let (encoded, body) = (encodedParameters, body)
        encodedParameters = []
        self.body = []
        // Pairs that aren't whole are a violation, except where the limit cut them.
        return Request(encodedParameters: encoded, maximum: limits.maximumParameters, body: body)
    }

    /// The replies to management records that haven't been taken yet, as records.
    mutating func takeReplies() -> [UInt8] {
        defer { replies = [] }
        return replies
    }

    private mutating func take(_ header: Record.Header, _ content: Span<UInt8>) throws(Violation) {
        switch (header.type, header.requestID) {
        case (FCGI_GET_VALUES, 0):
            guard let values = try? Record.valuesResult(for: content, limits: limits) else { throw Violation() }
            try reply(values)
        case (_, 0):
            try reply(Record.unknownType(header.type))
        case (FCGI_BEGIN_REQUEST, _):
            try begin(header, content)
        case (_, _) where phase == .idle || header.requestID != requestID:
            break  // Left over from a request that has ended; section 3.3 has it ignored.
        case (FCGI_PARAMS, _):
            guard phase == .parameters else { throw Violation() }
            try takeParameters(content)
        case (FCGI_STDIN, _):
            guard phase == .body else { throw Violation() }
            takeBody(content)
        default:
            // FCGI_ABORT_REQUEST is one of these: nobody waits for the response any more.
            throw Violation(reply: Record.endRequest(requestID, FCGI_REQUEST_COMPLETE))
        }
    }

    /// Keeps a reply until it can be sent. A sender that has asked for too many of them is cut off.
    private mutating func reply(_ record: [UInt8]) throws(Violation) {
        guard replies.count < Self.maximumReplyBytes else { throw Violation() }
        replies += record
    }

    private mutating func begin(_ header: Record.Header, _ content: Span<UInt8>) throws(Violation) {
        guard content.count == 8 else { throw Violation() }
        guard phase == .idle else {
            return try reply(Record.endRequest(header.requestID, FCGI_CANT_MPX_CONN))
        }
        guard Int32(content[0]) << 8 | Int32(content[1]) == FCGI_RESPONDER else {
            throw Violation(reply: Record.endRequest(header.requestID, FCGI_UNKNOWN_ROLE))
        }
        requestID = header.requestID
        keepsConnection = Int32(content[2]) & FCGI_KEEP_CONN != 0
        phase = .parameters
    }

    private mutating func takeParameters(_ content: Span<UInt8>) throws(Violation) {
        guard !content.isEmpty else { return try endParameters() }
        let room = limits.maximumParameterBytes - encodedParameters.count
        encodedParameters.append(content.extracting(first: room))
        if content.count > room {
            passedLimit = .badParameters(
                "The request's parameters are more than \(limits.maximumParameterBytes) bytes.")
        }
    }

    private mutating func endParameters() throws(Violation) {
        let encoded = encodedParameters
        let bytes = encoded.span
        var pairs = NameValuePairs()
        var count = 0
        var lengths: [String] = []
        do throws(NameValuePairs.Malformed) {
            while let pair = try pairs.next(in: bytes) {
                count += 1
                guard count <= limits.maximumParameters else {
                    passedLimit = .badParameters("The request has more than \(limits.maximumParameters) parameters.")
                    return
                }
                if bytes.has("CONTENT_LENGTH", in: pair.name) { lengths.append(bytes.text(in: pair.value)) }
            }
        } catch {
            throw Violation()
        }
        contentLength = ContentLength(lengths)
        phase = .body
    }

    private mutating func takeBody(_ content: Span<UInt8>) {
        guard !content.isEmpty else { return phase = .complete }
        if content.count > limits.maximumBodyBytes - body.count {
            passedLimit = .bodyTooLarge(limit: limits.maximumBodyBytes)
        } else {
            body.append(content)
        }
    }
}
