import LocalProxy

extension CommandError {
    init(_ error: ProxyError) {
        let advice: String
        switch error {
        case .taken: advice = ": end it, or choose another port with --bind"
        case .bind: advice = "; choose another address with --bind"
        case .notAnAddress, .notLoopback: advice = ""
        }
        self.init(.unavailable, "\(error)\(advice)")
    }
}
