/// A path of a rule: `/status` is that path alone; `/reports/*` is `/reports`, `/reports/` and all below it.
package struct PathRule: Sendable, Hashable {
    enum Match: Equatable {
        case exact
        /// Only when upper and lower case are the same. Whether they are is known to nobody but the program behind.
        case ignoringCase
        case none
    }

    private let path: String
    private let hasBelow: Bool

    /// Nil unless `text` begins with `/`, has a `*` only as the last part, and could be the path of a request: no empty part, no
    /// dot segment, and nothing that is encoded.
    package init?(_ text: String) {
        hasBelow = text.hasSuffix("/*")
        path = hasBelow ? String(text.dropLast(2)) : text
        guard path.isEmpty ? hasBelow : path.hasPrefix("/"), !path.contains("*"),
            RequestedPath.isPlain(hasBelow ? path + "/" : path)
        else {
            return nil
        }
    }

    /// Whether it is every path.
    var isEverything: Bool { path.isEmpty }

    func match(_ requested: String) -> Match {
        if covers(path, requested) { return .exact }
        return covers(path.lowercased(), requested.lowercased()) ? .ignoringCase : .none
    }

    private func covers(_ path: String, _ requested: String) -> Bool {
        // By bytes: to Swift's texts, a slash and an accent behind it are one character, and no slash.
        requested.utf8.elementsEqual(path.utf8) || hasBelow && requested.utf8.starts(with: "\(path)/".utf8)
    }
}
