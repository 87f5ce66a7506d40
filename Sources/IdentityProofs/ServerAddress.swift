import Formats

/// Where a person asks to be known: `https://tools.example.com`, or a page of it.
///
/// Without TLS, whoever is on the way could take the proof and be the first to use it. So `http://` is good for this machine
/// alone.
package struct ServerAddress: Sendable, Hashable {
    /// Why a text is no address to prove an identity to, as the end of a sentence that begins with the text.
    package enum Refusal: Error, Sendable, Equatable, CustomStringConvertible {
        case tooLong
        case notASCII
        case badCharacter
        case withoutScheme
        case otherScheme
        case withoutTLS
        case withUserInfo
        case dotAtEnd
        case badPort
        case badHost

        package var description: String {
            switch self {
            case .tooLong: "is longer than \(ServerAddress.maximumLength) bytes"
            case .notASCII:
                "has letters that aren't ASCII: write the host as browsers send it (xn--…), and the rest in percent-encoding"
            case .badCharacter:
                "has a space, a backslash or a character that can't be seen: write it in percent-encoding, such as %20"
            case .withoutScheme: "has no https:// in front: write it as https://tools.example.com"
            case .otherScheme: "is no address of a web server, such as https://tools.example.com"
            case .withoutTLS: "must begin with https://, as only this machine itself is trusted without"
            case .withUserInfo: "has a user's name or a password before the host: leave it out"
            case .dotAtEnd: "has a dot behind the host: leave it out"
            case .badPort: "has no port from 1 to 65535 behind the colon"
            case .badHost: "has no host such as tools.example.com, or [::1] of an IPv6 address"
            }
        }
    }

    package static let maximumLength = 4_096

    /// `https`, or `http` for this machine.
    package let scheme: String
    /// What the proof is made for.
    package let name: ServerName
    /// The path with the query, as it was given; `/` where there is none.
    package let target: String

    /// - Throws: ``Refusal`` unless `text` is `https://host[:port][/path][?query]`, or the same with `http://` and a host that
    ///   is this machine. A fragment is left out.
    package init(_ text: String) throws(Refusal) {
        guard text.utf8.count <= Self.maximumLength else { throw .tooLong }
        guard text.utf8.allSatisfy({ $0 < 0x80 }) else { throw .notASCII }
        // Browsers take a backslash for a slash, so that what looks like a path to us is a host to them.
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f && $0 != UInt8(ascii: "\\") }) else {
            throw .badCharacter
        }
        guard let end = text.firstRange(of: "://") else { throw .withoutScheme }
        let scheme = text[..<end.lowerBound].lowercased()
        guard scheme == "https" || scheme == "http" else { throw .otherScheme }
        let rest = text[end.upperBound...].prefix { $0 != "#" }
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        guard let name = ServerName(url: "\(scheme)://\(authority)") else {
            throw Self.refusal(of: authority)
        }
        guard scheme == "https" || Self.isThisMachine(name) else { throw .withoutTLS }
        let target = rest[authority.endIndex...]
        self.scheme = scheme
        self.name = name
        self.target = target.hasPrefix("/") ? String(target) : "/" + target
    }

    /// Scheme and authority: `https://tools.example.com`.
    package var origin: String { "\(scheme)://\(name)" }

    /// What is wrong with an authority that names no server.
    private static func refusal(of authority: Substring) -> Refusal {
        if authority.contains("@") { return .withUserInfo }
        let parts = authority.split(separator: ":", omittingEmptySubsequences: false)
        if parts[0].hasSuffix("."), parts.count <= 2 { return .dotAtEnd }
        // With more colons it is an IPv6 address without brackets.
        if parts.count == 2, ServerName(parts[0].lowercased()) != nil { return .badPort }
        return .badHost
    }

    private static func isThisMachine(_ name: ServerName) -> Bool {
        var host = name.description
        if !host.hasSuffix("]"), let colon = host.lastIndex(of: ":") { host = String(host[..<colon]) }
        if host == "localhost" || host == "[::1]" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127"
            && parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy(\.isASCIIDigit) && UInt8($0) != nil }
    }
}
