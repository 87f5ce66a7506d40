internal import Glibc
internal import SystemPackage

extension Engine.Configuration {
    /// Finds what would fail every request, before there is one.
    func validate() throws(CurlError) {
        if let caFile, unsafe access(caFile, R_OK) != 0 {
            throw .configuration("the CA file \(caFile) can't be read: \(Errno(rawValue: errno))")
        }
        if let proxy {
            let schemes = ["http://", "https://", "socks4://", "socks4a://", "socks5://", "socks5h://"]
            guard schemes.contains(where: { proxy.lowercased().hasPrefix($0) && proxy.utf8.count > $0.utf8.count })
            else {
                throw .configuration("the proxy must be a URL of one of \(schemes.joined(separator: ", "))")
            }
        }
        guard maximumConcurrentTransfers > 0 else {
            throw .configuration("at least one concurrent transfer must be allowed")
        }
    }

    /// The most transfers at once that leave descriptors for the rest of the process.
    var transferLimit: Int {
        var limit = rlimit()
        guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else {
            return maximumConcurrentTransfers
        }
        let descriptors = Int(clamping: limit.rlim_cur)
        return max(1, min(maximumConcurrentTransfers, descriptors / 4 * 3))
    }
}
