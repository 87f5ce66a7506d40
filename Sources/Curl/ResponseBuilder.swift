import HTTPTypes

/// Builds one response from the header lines and pieces of the body that libcurl delivers.
struct ResponseBuilder {
    /// The most bytes and fields that a response's head may have. Those of AWS have less than 2 KB and 20 fields.
    static let maximumHeadBytes = 65_536
    static let maximumFields = 256

    /// Why a response is not taken.
    enum Rejection: Equatable {
        case headTooLarge
        case bodyTooLarge
        case malformedHead
    }

    private(set) var head = HTTPResponse(status: .init(code: 0))
    private(set) var body: [UInt8] = []
    private(set) var refusal: Rejection?
    private let maximumBodyBytes: Int
    private var headBytes = 0
    /// Whether the last head ended with its empty line. libcurl is content with a server that closes before that.
    private(set) var isHeadComplete = false

    init(maximumBodyBytes: Int) {
        self.maximumBodyBytes = maximumBodyBytes
    }

    /// Takes one header line with its line end (`CURLOPT_HEADERFUNCTION`).
    ///
    /// An interim response (1xx) has a head of its own before that of the response, so the last head counts. Trailers
    /// come after the body and don't count.
    ///
    /// - Returns: false when the transfer must be ended.
    mutating func takeHeaderLine(_ line: borrowing Span<UInt8>) -> Bool {
        headBytes += line.count
        guard headBytes <= Self.maximumHeadBytes, head.headerFields.count < Self.maximumFields else {
            return refuse(.headTooLarge)
        }
        var end = line.count
        while end > 0, Self.isBlank(line[end - 1]) { end -= 1 }
        if end == 0 {
            isHeadComplete = true
            return true
        }
        if Self.isStatusLine(line) {
            guard let code = Self.statusCode(line) else { return refuse(.malformedHead) }
            head = HTTPResponse(status: .init(code: code))
            isHeadComplete = false
            return true
        }
        guard !isHeadComplete else { return true }
        guard let colon = (0..<end).first(where: { line[$0] == UInt8(ascii: ":") }) else {
            return refuse(.malformedHead)
        }
        var start = colon + 1
        while start < end, Self.isBlank(line[start]) { start += 1 }
        guard let name = HTTPField.Name(Self.text(line, 0..<colon)) else { return refuse(.malformedHead) }
        head.headerFields.append(HTTPField(name: name, value: Self.text(line, start..<end)))
        return true
    }

    /// Takes a piece of the body (`CURLOPT_WRITEFUNCTION`).
    ///
    /// - Returns: false when the transfer must be ended.
    mutating func takeBody(_ piece: borrowing Span<UInt8>) -> Bool {
        guard piece.count <= maximumBodyBytes - body.count else { return refuse(.bodyTooLarge) }
        unsafe piece.withUnsafeBufferPointer { unsafe body.append(contentsOf: $0) }
        return true
    }

    private mutating func refuse(_ reason: Rejection) -> Bool {
        refusal = reason
        return false
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
            || byte == UInt8(ascii: "\n")
    }

    private static func isStatusLine(_ line: borrowing Span<UInt8>) -> Bool {
        line.count > 5 && line[0] == UInt8(ascii: "H") && line[1] == UInt8(ascii: "T") && line[2] == UInt8(ascii: "T")
            && line[3] == UInt8(ascii: "P") && line[4] == UInt8(ascii: "/")
    }

    /// The three digits after the first space of `HTTP/1.1 200 OK`.
    private static func statusCode(_ line: borrowing Span<UInt8>) -> Int? {
        guard let space = (0..<line.count).first(where: { line[$0] == UInt8(ascii: " ") }), space + 3 < line.count
        else {
            return nil
        }
        var code = 0
        for index in space + 1...space + 3 {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(line[index]) else { return nil }
            code = code * 10 + Int(line[index] - UInt8(ascii: "0"))
        }
        return code >= 100 ? code : nil
    }

    private static func text(_ line: borrowing Span<UInt8>, _ range: Range<Int>) -> String {
        unsafe line.extracting(range).withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
    }
}
