internal import CCurl

/// libcurl's process-wide state.
enum Library {
    private static let isReady = latchkey_curl_global_init() == CURLE_OK

    /// Initialises libcurl once for the process (`curl_global_init`). It is never cleaned up: other engines may follow.
    static func initialize() throws(CurlError) {
        guard isReady else { throw .unavailable("libcurl didn't initialise") }
    }
}
