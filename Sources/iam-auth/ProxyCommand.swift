/// What a person runs in a terminal to come to a server that takes KMS tokens alone.
enum ProxyCommand {
    /// The key's ARN has to come from people: whoever has a proxy encrypt under the key of any server gives that server their power.
    ///
    /// - Parameter origin: scheme and authority of this server.
    /// - Returns: the command, in which people replace `ARN`.
    static func text(origin: String) -> String {
        let allow = origin.hasPrefix("http://") ? "--allow-without-tls" : "--allow"
        return "latchkey proxy \(allow) \(origin) --allow-kms-key ARN"
    }
}
