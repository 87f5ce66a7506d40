import CLibSSL

/// The client's end of one TLS connection, between bytes of the network and bytes of the application (`SSL`).
///
/// It reads and writes no socket: its owner hands it what came and sends what it puts out.
@safe package final class TLSSession {
    private let session: OpaquePointer
    /// What came from the network, and what is to go there (`BIO_s_mem`). They belong to the session.
    private let input: OpaquePointer
    private let output: OpaquePointer
    package private(set) var isEstablished = false
    /// Whether the server has said that no more will come (`close_notify`). Without that, its end may have been cut off.
    package private(set) var isFinished = false

    /// A session with the server of that name, or of that address; nil when it can't be one of a server.
    package init?(_ context: TLSContext, host: String, isAddress: Bool) {
        guard let session = unsafe SSL_new(context.pointer) else { return nil }
        guard let input = unsafe BIO_new(BIO_s_mem()), let output = unsafe BIO_new(BIO_s_mem()) else {
            unsafe SSL_free(session)
            return nil
        }
        unsafe SSL_set_bio(session, input, output)
        unsafe self.session = session
        unsafe self.input = input
        unsafe self.output = output
        unsafe SSL_set_connect_state(session)
        let isNamed =
            if isAddress {
                unsafe X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(session), host) == 1
            } else {
                unsafe SSL_set1_host(session, host) == 1 && latchkey_ssl_set_server_name(session, host) == 1
            }
        guard isNamed else { return nil }
    }

    deinit { unsafe SSL_free(session) }

    /// Takes bytes that came from the network (`BIO_write`).
    package func receive(_ bytes: [UInt8]) {
        let written = unsafe BIO_write(input, bytes, Int32(bytes.count))
        precondition(written == bytes.count, "out of memory")
    }

    /// Goes on with the handshake (`SSL_do_handshake`).
    package func handshake() throws(TLSError) {
        guard !isEstablished else { return }
        ERR_clear_error()
        let result = unsafe SSL_do_handshake(session)
        if result == 1 {
            isEstablished = true
        } else {
            try check(result)
        }
    }

    /// What the server has sent (`SSL_read`); empty when a whole record hasn't come.
    package func read() throws(TLSError) -> [UInt8] {
        var plain: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16_384)
        while true {
            ERR_clear_error()
            let count = unsafe SSL_read(session, &chunk, Int32(chunk.count))
            guard count > 0 else {
                try check(count)
                return plain
            }
            plain += chunk[..<Int(count)]
        }
    }

    /// Encrypts what is to be sent (`SSL_write`).
    package func write(_ bytes: [UInt8]) throws(TLSError) {
        guard !bytes.isEmpty else { return }
        ERR_clear_error()
        let count = unsafe SSL_write(session, bytes, Int32(bytes.count))
        // What is put out goes to memory, which takes it all.
        guard count == bytes.count else { throw .malformed }
    }

    /// Says that no more will be sent (`SSL_shutdown`).
    package func finish() {
        ERR_clear_error()
        _ = unsafe SSL_shutdown(session)
    }

    /// What is to go to the network now (`BIO_read`).
    package func takeOutput() -> [UInt8] {
        let count = unsafe BIO_ctrl_pending(output)
        guard count > 0 else { return [] }
        var bytes = [UInt8](repeating: 0, count: count)
        let read = unsafe BIO_read(output, &bytes, Int32(count))
        return Array(bytes.prefix(Int(max(read, 0))))
    }

    /// Whether a call that didn't succeed only waits for more bytes (`SSL_get_error`).
    private func check(_ result: Int32) throws(TLSError) {
        switch unsafe SSL_get_error(session, result) {
        case SSL_ERROR_WANT_READ, SSL_ERROR_WANT_WRITE: return
        case SSL_ERROR_ZERO_RETURN: isFinished = true
        default:
            let verdict = unsafe SSL_get_verify_result(session)
            guard verdict != X509_V_OK, !isEstablished else { throw .malformed }
            throw .certificate(unsafe String(cString: X509_verify_cert_error_string(verdict)))
        }
    }
}
