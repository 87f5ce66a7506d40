import IdentityProofs

/// How browsers keep the cookie of a session.
enum CookieKind: Sendable, CaseIterable {
    /// Over TLS alone.
    case secure
    /// Also without TLS, for servers that have none. Whoever is on the way can read it, and other servers of the host may set
    /// one of the same name.
    case plain

    var name: String {
        switch self {
        case .secure: SessionCookieName.secure.rawValue
        case .plain: SessionCookieName.plain.rawValue
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
