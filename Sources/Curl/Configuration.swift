extension Engine {
    /// What holds for every request of an engine.
    package struct Configuration: Sendable {
        /// The proxy's URL (`http://host:port`, `socks5h://…`), or `nil` for none. No environment variable is ever read.
        package var proxy: String?
        /// Hosts and networks that are reached without the proxy; by default this machine and the link-local addresses
        /// of the metadata services, which no proxy can reach for us.
        package var proxyExceptions: [String]
        /// A PEM file of the authorities to trust instead of the system's, or `nil`.
        package var caFile: String?
        /// The `User-Agent` of requests that don't name their own.
        package var userAgent: String
        /// The most transfers under way at once, and the most connections kept; more wait their turn. It is lowered to
        /// three quarters of the process's limit of open files.
        package var maximumConcurrentTransfers: Int
        /// The longest that name, connection and TLS handshake may take together.
        package var connectTimeout: Duration

        package init(
            proxy: String? = nil,
            proxyExceptions: [String] = ["localhost", "127.0.0.0/8", "::1", "169.254.0.0/16", "fd00:ec2::/32"],
            caFile: String? = nil,
            userAgent: String = "latchkey",
            maximumConcurrentTransfers: Int = 1_024,
            connectTimeout: Duration = .seconds(5)
        ) {
            self.proxy = proxy
            self.proxyExceptions = proxyExceptions
            self.caFile = caFile
            self.userAgent = userAgent
            self.maximumConcurrentTransfers = maximumConcurrentTransfers
            self.connectTimeout = connectTimeout
        }
    }
}
