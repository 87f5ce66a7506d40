/// Why a TLS connection doesn't come about, or can't go on.
package enum TLSError: Error, Equatable {
    /// The server's certificate isn't trusted, has expired, or is for another name; OpenSSL's words.
    case certificate(String)
    /// What came isn't TLS, or breaks its rules.
    case malformed
}
