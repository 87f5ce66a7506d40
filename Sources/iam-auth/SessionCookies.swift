import Concurrency
import FoundationEssentials
import IdentityProofs
import Tokens

/// Makes and reads the cookie of a session. It is sealed for one server, so that every node can read it and no other server's
/// cookie counts.
struct SessionCookies: Sendable {
    /// What the keys are for.
    static let purpose = "iam-auth session"

    let keys: SealingKeys
    /// How long a session lasts, in seconds.
    let duration: Int
    let timekeeper: Timekeeper
    private let opened = OpenedSessions()

    private var now: Int { Int(timekeeper.now().timeIntervalSince1970.rounded(.down)) }

    /// A session for a proof, which lasts from now.
    func begin(_ proof: Proof) -> Session { begin(proof.proven, since: proof.moment) }

    /// - Parameters:
    ///   - proven: whose the session is.
    ///   - moment: when they proved it, in seconds since 1970.
    /// - Returns: a session that lasts from now.
    func begin(_ proven: ProvenIdentity, since moment: Int) -> Session {
        Session(proven, issued: moment, expires: now + duration)
    }

    /// The value of `Set-Cookie`; nil if the session is too large for a cookie.
    func field(for session: Session, on server: ServerName, _ kind: CookieKind) -> String? {
        guard let value = keys.seal(session.bytes, context: kind.context(server)) else { return nil }
        return "\(kind.name)=\(value.text); Max-Age=\(max(session.expires - now, 0))\(kind.attributes)"
    }

    /// The value of `Set-Cookie` that has a browser forget the cookie.
    static func removal(of kind: CookieKind) -> String { "\(kind.name)=; Max-Age=0\(kind.attributes)" }

    /// The session in a request's cookies.
    ///
    /// - Parameters:
    ///   - header: the `Cookie` field.
    ///   - server: our own name.
    ///   - kind: how the server's cookie is kept.
    /// - Returns: the session, which has not expired; nil when there is no such cookie.
    /// - Throws: ``SessionFault``, when there are several, or one that isn't good.
    func session(in header: String?, on server: ServerName, _ kind: CookieKind) throws(SessionFault) -> Session? {
        let values = Self.values(of: kind.name, in: header ?? "")
        guard let value = values.first else { return nil }
        guard values.count == 1 else { throw .repeated }
        let context = kind.context(server)
        let session = opened.session(of: value, in: context) {
            (try? keys.open(value, context: context)).flatMap { Session($0) }
        }
        guard let session else { throw .forged }
        guard now < session.expires else { throw .expired }
        return session
    }

    /// The values of the cookies of a name (RFC 6265, section 4.2.1).
    private static func values(of name: String, in header: String) -> [Substring] {
        // By bytes: nginx asks for every request, and a cookie is long. A character may be more than its first byte, too.
        let (prefix, text) = (Array("\(name)=".utf8), header.utf8)
        let bytes = text.span
        var values: [Substring] = []
        var start = 0
        while start < bytes.count {
            while start < bytes.count, bytes[start] == UInt8(ascii: " ") || bytes[start] == UInt8(ascii: "\t") {
                start += 1
            }
            var end = start
            while end < bytes.count, bytes[end] != UInt8(ascii: ";") { end += 1 }
            if end - start >= prefix.count, prefix.indices.allSatisfy({ bytes[start + $0] == prefix[$0] }) {
                let first = text.index(text.startIndex, offsetBy: start + prefix.count)
                values.append(Substring(text[first..<text.index(text.startIndex, offsetBy: end)]))
            }
            start = end + 1
        }
        return values
    }
}
