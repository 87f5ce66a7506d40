import Formats
import HTTP1
import Secrets

/// The cookies in which a server keeps the session of whoever proved their identity: Latchkey's, or those that a server of
/// another make has set at the sign-in.
enum SessionCookie {
    /// How many cookies a session has at most, and how many bytes they are together.
    private static let maximumCount = 16
    private static let maximumLength = 8_192

    /// A session as a server set it.
    struct Session: Sendable, Equatable {
        /// What goes into `Cookie`: `name=value`, several of them with `; ` between.
        var value: Secret
        /// How long it lasts; nil when the server didn't say.
        var lifetime: Duration?
    }

    private struct Pair {
        var name: String
        var value: String
        var lifetime: Duration?
        /// Whether it is kept for all pages of the server alone.
        var isForAll: Bool
        var isForTLS: Bool
    }

    /// The session that the `Set-Cookie` fields set in a cookie of these names, and `nil` inside when they take it away. The outer
    /// nil says that they don't speak of it.
    static func session(in fields: HeaderFields, named names: Set<String>) -> Session?? {
        session(in: fields, updating: nil) { names.contains($0.name) }
    }

    /// The session in whatever cookies a server sets for all of its pages.
    static func anySession(in fields: HeaderFields, from server: Origin) -> Session?? {
        session(in: fields, updating: nil) { $0.isForAll && (server.isPrivate || !$0.isForTLS) }
    }

    /// What becomes of a session by the `Set-Cookie` fields of a later answer.
    static func session(in fields: HeaderFields, updating session: Secret) -> Session?? {
        let names = names(of: session)
        return self.session(in: fields, updating: session) { names.contains($0.name) }
    }

    private static func session(
        in fields: HeaderFields, updating old: Secret?, taking isTaken: (Pair) -> Bool
    ) -> Session?? {
        var pairs = old.map(Self.pairs) ?? []
        var lifetime: Duration?
        var isChanged = false
        for pair in fields.values("Set-Cookie").compactMap(pair) where isTaken(pair) {
            isChanged = true
            pairs.removeAll { $0.name == pair.name }
            guard !pair.value.isEmpty, pair.lifetime ?? .seconds(1) > .zero else { continue }
            pairs.append((pair.name, pair.value))
            lifetime = [lifetime, pair.lifetime].compactMap { $0 }.min()
        }
        guard isChanged else { return .none }
        let text = pairs.map { "\($0.name)=\($0.value)" }.joined(separator: "; ")
        guard pairs.count <= maximumCount, text.utf8.count <= maximumLength else { return .none }
        return .some(text.isEmpty ? nil : Session(value: Secret(text), lifetime: lifetime))
    }

    /// Takes the session out of what the client is told.
    static func hide(_ session: Secret, in fields: inout HeaderFields) {
        let names = names(of: session)
        fields.removeAll { field in
            HeaderFields.isSame(field.name, "Set-Cookie") && names.contains(Self.name(of: field.value))
        }
    }

    /// Puts the session into the request in place of one that the client has.
    static func put(_ session: Secret, into fields: inout HeaderFields) {
        let names = names(of: session)
        let others = fields.values("Cookie").flatMap { $0.utf8.split(separator: UInt8(ascii: ";")) }
            .map { String(Substring($0).trimmingWhiteSpace) }
            .filter { !$0.isEmpty && !names.contains(name(of: $0)) }
        fields.remove("Cookie")
        fields.append("Cookie", (others + [session.reveal()]).joined(separator: "; "))
    }

    private static func names(of session: Secret) -> Set<String> { Set(pairs(of: session).map(\.name)) }

    private static func pairs(of session: Secret) -> [(name: String, value: String)] {
        session.reveal().split(separator: "; ").map { pair in
            let name = name(of: String(pair))
            return (name, String(pair.dropFirst(name.count + 1)))
        }
    }

    private static func name(of pair: String) -> String {
        let bytes = pair.utf8.prefix { $0 != UInt8(ascii: "=") && $0 != UInt8(ascii: ";") }
        return String(Substring(bytes).trimmingWhiteSpace)
    }

    /// A line of `Set-Cookie`; nil for one that sets no cookie.
    private static func pair(_ line: String) -> Pair? {
        let parts = line.split(separator: ";", omittingEmptySubsequences: false).map(\.trimmingWhiteSpace)
        guard let first = parts.first, let equals = first.firstIndex(of: "=") else { return nil }
        let (name, value) = (first[..<equals].trimmingWhiteSpace, first[first.index(after: equals)...])
        guard (1...256).contains(name.utf8.count), name.unicodeScalars.allSatisfy(isCookieOctet),
            value.utf8.count <= 4_096, value.unicodeScalars.allSatisfy(isCookieOctet)
        else { return nil }
        let attributes = parts.dropFirst()
        let age = attributes.compactMap(maximumAge).last
        let path = attributes.last { $0.lowercased().hasPrefix("path=") }
        return Pair(
            name: String(name), value: String(value), lifetime: age.map { .seconds($0) },
            isForAll: path == nil || path?.dropFirst(5).trimmingWhiteSpace == "/",
            isForTLS: attributes.contains { $0.lowercased() == "secure" })
    }

    private static func maximumAge(_ attribute: Substring) -> Int? {
        let parts = attribute.split(separator: "=", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "max-age", parts[1].utf8.count <= 10 else { return nil }
        return Int(parts[1])
    }

    private static func isCookieOctet(_ scalar: Unicode.Scalar) -> Bool {
        (0x21...0x7e).contains(scalar.value) && !"\",;\\".unicodeScalars.contains(scalar)
    }
}
