/// What `CONTENT_LENGTH` says of the body (RFC 3875, section 4.1.2).
enum ContentLength: Equatable {
    /// Nothing: the parameter is absent, empty, or -1, which lighttpd sends for a chunked upload. The body is what comes.
    case unknown
    case bytes(Int)
    /// It isn't a number, or several values differ.
    case invalid

    /// Reads all values of the parameter.
    init(_ values: [String]) {
        guard let first = values.first else {
            self = .unknown
            return
        }
        guard values.allSatisfy({ $0 == first }) else {
            self = .invalid
            return
        }
        if first.isEmpty || first == "-1" {
            self = .unknown
        } else if first.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            // A number that Int can't hold is still a number, and too large.
            self = .bytes(Int(first) ?? .max)
        } else {
            self = .invalid
        }
    }

    /// Why a body of `count` bytes, now whole, isn't the one announced; nil when it is.
    func objection(toBodyOf count: Int) -> Refusal? {
        switch self {
        case .unknown: nil
        case .bytes(let length) where length == count: nil
        case .bytes: .badBody("The request body is not as long as its Content-Length says.")
        case .invalid: Self.invalidRefusal
        }
    }

    /// Why a request with this length can be refused before its body has come; nil when it can't.
    func objection(limit: Int) -> Refusal? {
        switch self {
        case .unknown: nil
        case .bytes(let length): length > limit ? .bodyTooLarge(limit: limit) : nil
        case .invalid: Self.invalidRefusal
        }
    }

    private static let invalidRefusal = Refusal.badBody("Content-Length is not a number.")
}
