import CCurl

/// What libcurl keeps for the whole process.
enum GlobalState {
    private static let isInitialized = latchkey_curl_global_init() == CURLE_OK

    /// Initialises libcurl, once for the process (`curl_global_init`). It is never cleaned up, because another transport
    /// may follow.
    static func initialize() throws(CurlError) {
        guard isInitialized else { throw .unavailable("curl_global_init") }
    }
}
