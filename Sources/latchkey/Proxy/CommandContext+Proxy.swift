import LocalProxy

extension CommandContext {
    /// The same without variables that name the proxy itself: people set them for good, and then start it, when nobody
    /// listens there yet.
    func avoidingProxy(at bind: HostPort) -> CommandContext {
        var copy = self
        for name in ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"] {
            guard var text = environment[name] else { continue }
            if let end = text.firstRange(of: "://") { text = String(text[end.upperBound...]) }
            guard let proxy = HostPort(text.prefix { $0 != "/" }), proxy.isLoopback, proxy.port == bind.port else {
                continue
            }
            copy.environment[name] = nil
        }
        return copy
    }
}
