internal import CCurl

/// TLS sessions that all handles resume, so that only the first connection to a host pays a whole handshake
/// (`curl_share_init`). It needs no locks, for only the loop's thread uses it.
@safe final class SessionShare {
    let pointer: UnsafeMutableRawPointer

    init() throws(CurlError) {
        guard let pointer = unsafe curl_share_init() else { throw .unavailable("curl_share_init") }
        unsafe self.pointer = pointer
        unsafe latchkey_curl_share_data(pointer, CURL_LOCK_DATA_SSL_SESSION)
    }

    deinit {
        unsafe curl_share_cleanup(pointer)
    }
}
