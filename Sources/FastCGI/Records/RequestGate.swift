internal import CFastCGI

/// Lets through to libfcgi only what is whole, well-formed and within the limits.
///
/// libfcgi 2.4.2 waits in `read` for whatever is missing, takes parameters of any size, overflows a 64-byte buffer
/// when one FCGI_GET_VALUES names a variable several times, and loses its place after padding on the record that ends
/// the parameters. So the records are read here, without waiting; those of the request are passed on without padding,
/// the others are answered here (FastCGI specification, sections 3.3, 4 and 5). The parameters stay here, and libfcgi is
/// told of none: it makes C strings of them, in which `admin` would be all that is left of `admin\0x`.
struct RequestGate {
    /// How much of a request has come.
    enum Phase {
        /// Nothing yet.
        case idle
        case parameters
        /// All parameters are there; the body is coming.
        case body
        case complete
    }

    /// The sender isn't speaking the protocol, or gave up; the connection is of no further use.
    struct Violation: Error {
        /// What to tell the sender before closing, as records; empty for nothing.
        var reply: [UInt8] = []
    }

    private(set) var phase = Phase.idle
    /// The request's records for libfcgi, without padding; taken as they are passed on.
    private(set) var records: [UInt8] = []
    /// What management records are answered with; taken as it is sent.
    private(set) var replies: [UInt8] = []
    /// The bytes of parameters and of body so far.
    private(set) var parameterBytes = 0
    private(set) var bodyBytes = 0
    private(set) var requestID: UInt16 = 0
    /// All parameters, duplicates kept, once they have come; where they are too many, those before that.
    private(set) var parameters: [Request.Parameter] = []
    /// The content of their records so far.
    private var encodedParameters: [UInt8] = []
    /// Where the records of the parameters end in ``records``.
    private var parametersEnd = 0
    private let limits: Limits

    init(limits: Limits) {
        self.limits = limits
    }

    var hasTooManyParameters: Bool { parameterBytes > limits.maximumParameterBytes }
    var hasTooLargeBody: Bool { bodyBytes > limits.maximumBodyBytes }

    /// Takes the records to pass on: those of the parameters alone while the body is coming, since libfcgi must have
    /// read all that it was given before it is given more.
    mutating func takeRecords() -> [UInt8] {
        let end = phase == .body ? parametersEnd : records.count
        defer { records.removeFirst(end) }
        return Array(records[..<end])
    }

    mutating func takeReplies() -> [UInt8] {
        defer { replies = [] }
        return replies
    }

    /// Reads whole records from the start of `bytes`, and stops behind the request's last or when a limit is passed.
    ///
    /// - Returns: how many bytes were read; the rest belongs to a record that isn't whole yet or to the next request.
    mutating func read(_ bytes: Span<UInt8>) throws(Violation) -> Int {
        var position = 0
        while phase != .complete, !hasTooManyParameters, !hasTooLargeBody {
            guard bytes.count - position >= Record.headerLength else {
                // What can't become a record shouldn't wait for the deadline.
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

    private mutating func take(_ header: Record.Header, _ content: Span<UInt8>) throws(Violation) {
        switch (header.type, header.requestID) {
        case (FCGI_GET_VALUES, 0):
            guard let reply = Record.valuesResult(for: content, limits: limits) else { throw Violation() }
            try answer(reply)
        case (_, 0):
            try answer(Record.unknownType(header.type))
        case (FCGI_BEGIN_REQUEST, _):
            try begin(header, content)
        case (_, _) where phase == .idle || header.requestID != requestID:
            break  // Left over from a request that is over (section 3.3: to be ignored).
        case (FCGI_PARAMS, _):
            guard phase == .parameters else { throw Violation() }
            try takeParameters(content)
        case (FCGI_STDIN, _):
            guard phase == .body else { throw Violation() }
            takeBody(header, content)
        default:
            // FCGI_ABORT_REQUEST among them: nobody waits for the answer any more.
            throw Violation(reply: Record.endRequest(requestID, FCGI_REQUEST_COMPLETE))
        }
    }

    /// Keeps a reply; a sender that asks and asks without reading is shown out.
    private mutating func answer(_ reply: [UInt8]) throws(Violation) {
        guard replies.count < 4_096 else { throw Violation() }
        replies += reply
    }

    private mutating func begin(_ header: Record.Header, _ content: Span<UInt8>) throws(Violation) {
        guard content.count == 8 else { throw Violation() }
        guard phase == .idle else {
            return try answer(Record.endRequest(header.requestID, FCGI_CANT_MPX_CONN))
        }
        guard Int32(content[0]) << 8 | Int32(content[1]) == FCGI_RESPONDER else {
            throw Violation(reply: Record.endRequest(header.requestID, FCGI_UNKNOWN_ROLE))
        }
        requestID = header.requestID
        phase = .parameters
        Record.append(FCGI_BEGIN_REQUEST, requestID, content, to: &records)
    }

    private mutating func takeParameters(_ content: Span<UInt8>) throws(Violation) {
        parameterBytes += content.count
        guard !hasTooManyParameters else {
            keep(content.extracting(first: limits.maximumParameterBytes - encodedParameters.count))
            parameters = Record.parameters(in: encodedParameters.span).parameters
            return
        }
        guard content.isEmpty else { return keep(content) }
        let read = Record.parameters(in: encodedParameters.span)
        guard read.areWhole else { throw Violation() }
        parameters = read.parameters
        encodedParameters = []
        Record.append(FCGI_PARAMS, requestID, content, to: &records)
        phase = .body
        parametersEnd = records.count
    }

    private mutating func keep(_ content: Span<UInt8>) {
        unsafe content.withUnsafeBufferPointer { unsafe encodedParameters.append(contentsOf: $0) }
    }

    private mutating func takeBody(_ header: Record.Header, _ content: Span<UInt8>) {
        bodyBytes += content.count
        guard !hasTooLargeBody else { return }
        Record.append(FCGI_STDIN, requestID, content, to: &records)
        if content.isEmpty { phase = .complete }
    }
}
