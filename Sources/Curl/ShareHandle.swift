import CCurl

/// A libcurl share handle (`curl_share_init`): the TLS sessions that all easy handles resume, so that only the first
/// connection to a host needs a full handshake. It needs no locks, because only the loop's thread uses it.
@safe final class ShareHandle {
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
