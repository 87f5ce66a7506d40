/// How much of a request has been written to the connection, and whether libcurl may send it once more.
///
/// libcurl sends a request again by itself, up to five times and whatever its method, when the connection had been used
/// before and ended before the first byte of an answer came (`Curl_retry_request` in lib/transfer.c). It can't know
/// whether the server carried the request out before it closed the connection. A CreateAccessKey that is sent twice would
/// make two keys, and libcurl 7.88 has no option against it (8.16 has `CURLOPT_FORBID_RETRY_ON_REUSE`).
///
/// But libcurl calls `CURLOPT_PREREQFUNCTION` each time before it sends. The first call notes how many bytes had been
/// written (a proxy's CONNECT counts among them). A later call allows the repetition only if none of the request had been
/// written, or if its method is idempotent. This costs nothing in the common case: before libcurl sends anything on a
/// kept connection, it finds out whether the server has closed it, and opens another.
struct RequestProgress {
    /// When a request may be sent again by libcurl.
    enum Repeats {
        /// However much of it has been sent.
        case allowed
        /// Only while nothing of it has been sent.
        case onlyUnsent
    }

    private let repeats: Repeats
    /// The bytes written before the request was sent for the first time.
    private var bytesBefore: Int?
    /// Whether libcurl wanted to send the request again and was refused.
    private(set) var wasRepetitionRefused = false

    init(repeats: Repeats = .onlyUnsent) {
        self.repeats = repeats
    }

    /// Called each time before libcurl sends the request (`CURLOPT_PREREQFUNCTION`).
    ///
    /// - Parameter total: the bytes written to the connection so far.
    /// - Returns: whether libcurl may send it.
    mutating func mayBegin(total: Int) -> Bool {
        guard bytesBefore != nil else {
            bytesBefore = total
            return true
        }
        if repeats == .allowed || !hasSent(total: total) { return true }
        wasRepetitionRefused = true
        return false
    }

    /// Whether a part of the request has been sent, by the bytes written to the connection so far.
    func hasSent(total: Int) -> Bool {
        guard let bytesBefore else { return false }
        return total > bytesBefore
    }
}
