import Formats

/// What a person runs in a terminal to be let in at a page: `latchkey open https://tools.example.com/report`.
enum OpenCommand {
    /// A longer address isn't repeated: nginx keeps the whole of what it shows in one buffer.
    static let maximumLength = 1_024

    /// - Parameters:
    ///   - origin: scheme and authority of this server.
    ///   - target: the path and query as a client wrote them. What isn't plain is left out, so that the command leads to the
    ///     server's first page.
    /// - Returns: the command, which does nothing else in a shell, whatever the client wrote.
    static func text(origin: String, target: String) -> String {
        var url = origin
        if target.utf8.count <= maximumLength, let address = ReturnAddress(target, origin: origin), address != .root {
            url += address.path.replacing("'", with: "%27")
        }
        let isPlain = url.utf8.allSatisfy { PercentEncoding.isUnreserved($0) || "/:%@,+=".utf8.contains($0) }
        return "latchkey open \(isPlain ? url : "'\(url)'")"
    }
}
