internal import CCurl

/// The options that hold for every request of an engine.
struct HandleSettings {
    /// The most that is read at once, in bytes. Each transfer under way has a buffer of it: answers are small, and
    /// larger ones take a few more reads.
    private static let bufferSize = 4_096

    private let configuration: Engine.Configuration

    init(_ configuration: Engine.Configuration) {
        self.configuration = configuration
    }

    func apply(to handle: EasyHandle) {
        handle.set(CURLOPT_NOSIGNAL, 1)
        // Names are looked up on threads of libcurl's. Without this it waits, on the loop's thread, for the lookup of
        // a transfer that was cancelled or ran out of time: one slow name server would hold up all transfers.
        handle.set(CURLOPT_QUICK_EXIT, 1)
        handle.set(CURLOPT_PROTOCOLS_STR, "http,https")
        handle.set(CURLOPT_REDIR_PROTOCOLS_STR, "https")
        handle.set(CURLOPT_FOLLOWLOCATION, 0)
        handle.set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        handle.set(CURLOPT_NETRC, Int(CURL_NETRC_IGNORED.rawValue))
        handle.set(CURLOPT_PATH_AS_IS, 1)
        handle.set(CURLOPT_USERAGENT, configuration.userAgent)
        handle.set(CURLOPT_BUFFERSIZE, Self.bufferSize)
        handle.set(CURLOPT_UPLOAD_BUFFERSIZE, 16_384)

        handle.set(CURLOPT_SSL_VERIFYPEER, 1)
        handle.set(CURLOPT_SSL_VERIFYHOST, 2)
        handle.set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        // Without a directory of authorities, libcurl reads the file once for all connections and keeps it.
        unsafe handle.set(CURLOPT_CAPATH, UnsafeRawPointer?.none)
        if let caFile = configuration.caFile { handle.set(CURLOPT_CAINFO, caFile) }

        // Both are set even when empty: otherwise libcurl reads http_proxy, which a request's `Proxy` field can set in
        // a CGI program, HTTPS_PROXY, ALL_PROXY and NO_PROXY.
        handle.set(CURLOPT_PROXY, configuration.proxy ?? "")
        handle.set(CURLOPT_NOPROXY, configuration.proxyExceptions.joined(separator: ","))
        handle.set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        if configuration.proxy != nil {
            handle.set(CURLOPT_PROXY_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
            unsafe handle.set(CURLOPT_PROXY_CAPATH, UnsafeRawPointer?.none)
            if let caFile = configuration.caFile { handle.set(CURLOPT_PROXY_CAINFO, caFile) }
        }
    }
}
