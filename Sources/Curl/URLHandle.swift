import CCurl

/// A URL as libcurl has parsed it (`curl_url`). Given a text, libcurl parses it anew for each transfer, and makes a text of that
/// again, which takes longer than all that it does with a request's body.
@safe final class URLHandle {
    let pointer: OpaquePointer
    let target: RequestTarget

    /// Parses a URL (`curl_url_set`); nil when libcurl takes none of its parts for what it should be, such as a port.
    init?(_ target: RequestTarget) {
        guard let pointer = unsafe curl_url() else { return nil }
        unsafe self.pointer = pointer
        self.target = target
        let flags = CUnsignedInt(CURLU_NON_SUPPORT_SCHEME | CURLU_PATH_AS_IS | CURLU_DISALLOW_USER)
        guard unsafe curl_url_set(pointer, CURLUPART_URL, target.url, flags) == CURLUE_OK else { return nil }
    }

    deinit { unsafe curl_url_cleanup(pointer) }
}
