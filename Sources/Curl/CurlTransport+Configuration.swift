import Glibc
import SystemPackage

extension CurlTransport {
    /// What holds for every request of a transport.
    package struct Configuration: Sendable {
        /// The proxy's URL (`http://host:port`, `socks5h://…`), or nil for none. No environment variable is ever read.
        package var proxy: String?
        /// Hosts and networks that are reached without the proxy. By default these are this machine and the link-local
        /// addresses of AWS's metadata services, to which no proxy has a way.
        package var proxyExceptions: [String]
        /// A PEM file of the certificate authorities to trust instead of the system's, or nil.
        package var caFile: String?
        /// The `User-Agent` of requests that have none.
        package var userAgent: String
        /// The most transfers at the same time, and the most connections kept. More requests wait their turn. At most
        /// three quarters of the process's limit of open files are used.
        package var maximumConcurrentTransfers: Int
        /// The longest that looking up the name, connecting and the TLS handshake may take together.
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

extension CurlTransport.Configuration {
    /// The proxies that libcurl knows (`CURLOPT_PROXY`).
    private static let proxySchemes = ["http://", "https://", "socks4://", "socks4a://", "socks5://", "socks5h://"]

    /// Finds settings that would make every request fail.
    func validate() throws(CurlError) {
        if let caFile, unsafe access(caFile, R_OK) != 0 {
            let reason = Errno(rawValue: errno)
            throw .configuration("the CA file \(caFile) can't be read: \(reason)")
        }
        if let proxy {
            let scheme = Self.proxySchemes.first { proxy.lowercased().hasPrefix($0) }
            guard let scheme, proxy.utf8.count > scheme.utf8.count else {
                throw .configuration("the proxy must be a URL of one of \(Self.proxySchemes.joined(separator: ", "))")
            }
        }
        guard maximumConcurrentTransfers > 0 else {
            throw .configuration("at least one concurrent transfer must be allowed")
        }
    }

    /// The most transfers at the same time that leave descriptors for the rest of the process (`getrlimit`).
    var transferLimit: Int {
        var limit = rlimit()
        guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else {
            return maximumConcurrentTransfers
        }
        let descriptors = Int(clamping: limit.rlim_cur)
        return max(1, min(maximumConcurrentTransfers, descriptors / 4 * 3))
    }
}
