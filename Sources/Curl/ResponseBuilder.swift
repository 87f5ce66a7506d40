import Transport

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

    /// The code of the last status line; 0 before the first.
    private(set) var status = 0
    private(set) var fields = FieldLines()
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
        guard headBytes <= Self.maximumHeadBytes, fields.count < Self.maximumFields else {
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
            status = code
            fields = FieldLines()
            isHeadComplete = false
            return true
        }
        guard !isHeadComplete else { return true }
        var colon = 0
        while colon < end, line[colon] != UInt8(ascii: ":") { colon += 1 }
        var start = colon + 1
        while start < end, Self.isBlank(line[start]) { start += 1 }
        guard colon < end, fields.append(line.extracting(0..<colon), line.extracting(min(start, end)..<end)) else {
            return refuse(.malformedHead)
        }
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
}
