import Secrets

/// The cookie in which a server keeps the session of whoever proved their identity.
enum SessionCookie {
    static let name = "__Host-latchkey-iam"

    /// A session as a server set it.
    struct Session: Sendable, Equatable {
        var value: Secret
        /// How long it lasts; nil when the server didn't say.
        var lifetime: Duration?
    }

    /// The session that the `Set-Cookie` fields set, and `nil` inside when they take it away. The outer nil says that they
    /// don't speak of it.
    static func session(in fields: HeaderFields) -> Session?? {
        var result: Session??
        for line in fields.values("Set-Cookie") {
            let parts = line.split(separator: ";", omittingEmptySubsequences: false).map(\.trimmingWhiteSpace)
            guard let first = parts.first, let equals = first.firstIndex(of: "="), first[..<equals] == name else {
                continue
            }
            let value = first[first.index(after: equals)...]
            guard value.utf8.count <= 4_096, value.unicodeScalars.allSatisfy(isCookieOctet) else { continue }
            let age = parts.dropFirst().compactMap(maximumAge).last
            result = .some(
                value.isEmpty || (age ?? 1) <= 0
                    ? nil : Session(value: Secret(String(value)), lifetime: age.map { .seconds($0) }))
        }
        return result
    }

    /// Takes the session out of what the client is told.
    static func hide(in fields: inout HeaderFields) {
        fields.removeAll { HeaderFields.isSame($0.name, "Set-Cookie") && $0.value.hasPrefix("\(name)=") }
    }

    /// Puts the session into the request in place of one that the client has.
    static func put(_ session: Secret?, into fields: inout HeaderFields) {
        let others = fields.values("Cookie").flatMap { $0.split(separator: ";") }
            .map { String($0.trimmingWhiteSpace) }
            .filter { !$0.isEmpty && !$0.hasPrefix("\(name)=") }
        let cookies = others + (session.map { ["\(name)=\($0.reveal())"] } ?? [])
        fields.remove("Cookie")
        if !cookies.isEmpty { fields.append("Cookie", cookies.joined(separator: "; ")) }
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
