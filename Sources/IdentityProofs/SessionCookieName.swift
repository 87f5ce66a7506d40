/// The cookies in which `iam-auth` keeps sessions. Whoever has one is the person; `nginx/latchkey.conf` keeps them from what stands
/// behind.
package enum SessionCookieName: String, Sendable, CaseIterable {
    /// Over TLS alone. The prefix has browsers keep it from subdomains and from other paths (RFC 6265bis, section 4.1.3.2).
    case secure = "__Host-latchkey-iam"
    /// Also without TLS, for servers that have none.
    case plain = "latchkey-iam-plain"
}
