import AWS
package import Transport

/// Which hosts may publish keys for those who name an issuer themselves.
package struct KeyHosts: Sendable, Hashable {
    private let publicHosts: [KeyHost]
    private let privateHosts: [KeyHost]
    private var way = Way.direct

    /// How the hosts are reached.
    private enum Way {
        case direct
        /// The proxy makes the connections, so nobody here sees their addresses.
        case proxy
    }

    /// - Parameters:
    ///   - publicHosts: hosts whose addresses have to be public ones.
    ///   - privateHosts: hosts that may have any address, and that are allowed without standing in the other list. None may be
    ///     a wildcard, because whoever names a host in it could choose its address. One that is this machine may use http.
    package init(public publicHosts: [KeyHost], private privateHosts: [KeyHost] = []) {
        self.publicHosts = publicHosts
        self.privateHosts = privateHosts.filter { !$0.isWildcard }
    }

    /// Which addresses the host of `address` may have; nil if nobody may read keys there.
    package func rule(for address: KeySetAddress) -> AddressRule? {
        if privateHosts.contains(where: { $0.matches(address.url) }) { return .any }
        guard address.url.scheme == .https, publicHosts.contains(where: { $0.matches(address.url) }) else { return nil }
        switch way {
        case .direct: return .publicOnly
        case .proxy: return address.isName ? .any : nil
        }
    }

    /// The same hosts where a proxy has to be used. Which address it connects to can't be checked here, so a public host has to
    /// be written as a name, and isn't this machine.
    package var behindProxy: KeyHosts {
        var hosts = self
        hosts.way = .proxy
        return hosts
    }
}
