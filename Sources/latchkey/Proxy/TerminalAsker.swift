import LocalProxy

/// Asks the person on the terminal whether a server may learn who they are.
struct TerminalAsker: PermissionAsker {
    /// Asks something, and returns the line that is answered; nil when there is no terminal.
    let ask: @Sendable (String) async -> String?

    func ask(_ server: Origin, account: String) async -> PermissionAnswer {
        let line = await ask(
            "\(server) wants to know who you are in AWS (account \(account)). "
                + "Prove it there? [yes, for good / once, while the proxy runs / no] ")
        switch line?.lowercased().split(whereSeparator: \.isWhitespace).first {
        case "y", "yes": return .always
        case "o", "once": return .now
        default: return .no
        }
    }
}
