import IdentityProofs

/// How browsers keep the cookie of a session.
enum CookieKind: Sendable, CaseIterable {
    /// Over TLS alone. The prefix has browsers keep it from subdomains and from other paths (RFC 6265bis, section 4.1.3.2).
    case secure
    /// Also without TLS, for servers that have none. Whoever is on the way can read it, and other servers of the host may set
    /// one of the same name.
    case plain

    var name: String {
        switch self {
        case .secure: "__Host-latchkey-iam"
        case .plain: "latchkey-iam-plain"
        }
    }

    var attributes: String {
        "; Path=/\(self == .secure ? "; Secure" : ""); HttpOnly; SameSite=Lax"
    }

    /// What the cookie's value is sealed in: one that was read on the way is none over TLS.
    func context(_ server: ServerName) -> String {
        switch self {
        case .secure: server.description
        case .plain: "http://\(server)"
        }
    }
}
