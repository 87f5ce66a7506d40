import CCurl
import Formats

extension EasyHandle {
    /// The most that is read at once, in bytes. Each transfer under way has a buffer of that size. Most answers are
    /// smaller, and larger ones take a few more reads.
    private static let receiveBufferSize = 4_096
    /// The size of libcurl's buffer for sending, in bytes; the smallest that it takes.
    private static let sendBufferSize = 16_384

    /// Sets the options that are the same for all requests of a transport.
    func apply(_ configuration: CurlTransport.Configuration) {
        set(CURLOPT_NOSIGNAL, 1)
        // libcurl looks up names on threads of its own. Without this option the loop's thread would wait for the look-up
        // of a transfer that was cancelled or ran out of time, and one slow name server would hold up all transfers.
        set(CURLOPT_QUICK_EXIT, 1)
        set(CURLOPT_PROTOCOLS_STR, "http,https")
        set(CURLOPT_REDIR_PROTOCOLS_STR, "https")
        set(CURLOPT_FOLLOWLOCATION, 0)
        set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        set(CURLOPT_NETRC, Int(CURL_NETRC_IGNORED.rawValue))
        set(CURLOPT_PATH_AS_IS, 1)
        set(CURLOPT_BUFFERSIZE, Self.receiveBufferSize)
        set(CURLOPT_UPLOAD_BUFFERSIZE, Self.sendBufferSize)
        applyTLS(configuration)
        applyProxy(configuration)
    }

    private func applyTLS(_ configuration: CurlTransport.Configuration) {
        set(CURLOPT_SSL_VERIFYPEER, 1)
        set(CURLOPT_SSL_VERIFYHOST, 2)
        set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        // Without a directory of authorities libcurl reads the file once for all connections and keeps it.
        unsafe set(CURLOPT_CAPATH, UnsafeRawPointer?.none)
        if let caFile = configuration.caFile { set(CURLOPT_CAINFO, caFile) }
    }

    private func applyProxy(_ configuration: CurlTransport.Configuration) {
        // Both are set even when they are empty. Otherwise libcurl would read http_proxy, HTTPS_PROXY, ALL_PROXY and
        // NO_PROXY, and in a CGI program a request's `Proxy` field becomes HTTP_PROXY.
        set(CURLOPT_PROXY, configuration.proxy ?? "")
        set(CURLOPT_NOPROXY, configuration.proxyExceptions.joined(separator: ","))
        set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        guard configuration.proxy != nil else { return }
        // For CONNECT. Requests have a line of their own.
        set(CURLOPT_USERAGENT, configuration.userAgent)
        set(CURLOPT_PROXY_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        unsafe set(CURLOPT_PROXY_CAPATH, UnsafeRawPointer?.none)
        if let caFile = configuration.caFile { set(CURLOPT_PROXY_CAINFO, caFile) }
    }
}
