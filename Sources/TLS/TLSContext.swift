import CLibSSL

/// Whom a TLS client trusts: the authorities of this machine, or those of a file (`SSL_CTX`).
///
/// Sendable because nothing changes it after `init`, and OpenSSL counts its references atomically.
@safe package final class TLSContext: @unchecked Sendable {
    let pointer: OpaquePointer

    /// Nil when OpenSSL can't read the authorities.
    ///
    /// - Parameter authorities: a file of certificates in PEM; nil for those that OpenSSL finds by itself, also by
    ///   `SSL_CERT_FILE` and `SSL_CERT_DIR`.
    package init?(authorities: String? = nil) {
        guard let pointer = unsafe SSL_CTX_new(TLS_client_method()) else { return nil }
        unsafe self.pointer = pointer
        let isLoaded =
            if let authorities { unsafe SSL_CTX_load_verify_file(pointer, authorities) } else {
                unsafe SSL_CTX_set_default_verify_paths(pointer)
            }
        guard isLoaded == 1, unsafe latchkey_ssl_require_tls12(pointer) == 1 else { return nil }
        unsafe SSL_CTX_set_verify(pointer, SSL_VERIFY_PEER, nil)
        // HTTP/1.1 and nothing else: a length and the name.
        let protocols = [8] + Array("http/1.1".utf8)
        // Unlike OpenSSL's other functions, this one returns 0 when it succeeds.
        guard unsafe SSL_CTX_set_alpn_protos(pointer, protocols, UInt32(protocols.count)) == 0 else { return nil }
    }

    deinit { unsafe SSL_CTX_free(pointer) }
}
