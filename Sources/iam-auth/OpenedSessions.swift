import Cryptography
import Synchronization

/// Sessions whose cookies this process has opened. nginx asks for every request, and to open a cookie and read what is in it
/// takes longer than the rest of the answer.
///
/// No cookie is kept: a session is found by the SHA-256 of its cookie. Whether it has expired or was ended is asked each time.
final class OpenedSessions: Sendable {
    /// How many are kept. Before there are more, all are forgotten.
    static let maximumCount = 1_000

    private let sessions = Mutex<[[UInt8]: Session]>([:])

    /// The session of a cookie.
    ///
    /// - Parameters:
    ///   - value: the cookie's value.
    ///   - context: what it has to be sealed in; without a space.
    ///   - open: opens it, if it wasn't opened before; nil if it isn't good.
    /// - Returns: nil if the cookie isn't good.
    func session(of value: Substring, in context: String, open: () -> Session?) -> Session? {
        let key = SHA256.digest("\(context) \(value)")
        if let known = sessions.withLock({ $0[key] }) { return known }
        guard let session = open() else { return nil }
        sessions.withLock { sessions in
            if sessions.count >= Self.maximumCount { sessions.removeAll() }
            sessions[key] = session
        }
        return session
    }
}
