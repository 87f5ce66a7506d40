/// How much of a request has reached the connection, and whether it may be sent once more.
///
/// libcurl repeats a request by itself, up to five times and whatever its method, when the connection was a kept one
/// and ended before the first byte of an answer (`Curl_retry_request` in lib/transfer.c: no header or body byte came,
/// and `conn->bits.reuse`). It can't know whether the server carried the request out before it closed. A CreateAccessKey
/// sent twice so would make two keys, and 7.88 has no option against it (`CURLOPT_FORBID_RETRY_ON_REUSE` is of 8.16).
///
/// What there is: libcurl calls `CURLOPT_PREREQFUNCTION` before every sending, the repeated ones included. So the first
/// call notes how many bytes had gone out (a proxy's CONNECT counts among them), and a later one lets the repetition
/// happen only if none of the request went out before, or its method is idempotent (RFC 9110, section 9.2.2).
/// Connections that the server closed while they were idle are found before anything is sent, and replaced.
struct RequestProgress {
    /// When a request may be sent again by libcurl.
    enum Repeats {
        /// However much of it was sent.
        case allowed
        /// Only when nothing of it was sent.
        case onlyUnsent
    }

    private let repeats: Repeats
    private var bytesBefore: Int?
    /// Whether a repetition was kept from happening.
    private(set) var wasRepetitionRefused = false

    init(repeats: Repeats = .onlyUnsent) {
        self.repeats = repeats
    }

    /// Called before each sending, with the bytes sent so far.
    mutating func mayBegin(total: Int) -> Bool {
        guard bytesBefore != nil else {
            bytesBefore = total
            return true
        }
        if repeats == .allowed || !hasSent(total: total) { return true }
        wasRepetitionRefused = true
        return false
    }

    /// Whether anything of the request itself was sent, by the bytes sent so far.
    func hasSent(total: Int) -> Bool {
        guard let bytesBefore else { return false }
        return total > bytesBefore
    }
}
