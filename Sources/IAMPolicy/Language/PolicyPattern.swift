/// A pattern with `*` and `?` as wildcards and `${*}`, `${?}`, `${$}` for these characters themselves. It is compared by
/// Unicode scalars, as AWS does.
package struct PolicyPattern {
    private enum Token: Equatable {
        case anyText
        case anyCharacter
        case character(Unicode.Scalar)
    }

    private let tokens: [Token]

    /// - Parameters:
    ///   - text: the pattern, without variables.
    ///   - wildcards: whether `*` and `?` are wildcards; if not, they match only themselves.
    package init(_ text: String, wildcards: Wildcards) {
        var tokens: [Token] = []
        var rest = text.unicodeScalars[...]
        while let first = rest.first {
            let escapes: [Unicode.Scalar] = ["*", "?", "$"]
            if let escaped = escapes.first(where: { rest.starts(with: "${\($0)}".unicodeScalars) }) {
                tokens.append(.character(escaped))
                rest = rest.dropFirst(4)
                continue
            }
            rest = rest.dropFirst()
            switch first {
            case "*" where wildcards == .match: if tokens.last != .anyText { tokens.append(.anyText) }
            case "?" where wildcards == .match: tokens.append(.anyCharacter)
            default: tokens.append(.character(first))
            }
        }
        self.tokens = tokens
    }

    package enum Wildcards {
        case match
        case literal
    }

    /// Whether the whole of `text` matches. After a mismatch only the last `*` is tried further, so the time is at most the
    /// product of both lengths.
    package func matches(_ text: String) -> Bool {
        let characters = Array(text.unicodeScalars)
        var (position, token) = (0, 0)
        var retry: (position: Int, token: Int)?
        while position < characters.count {
            if token < tokens.count {
                switch tokens[token] {
                case .anyText:
                    retry = (position, token)
                    token += 1
                    continue
                case .anyCharacter:
                    (position, token) = (position + 1, token + 1)
                    continue
                case .character(characters[position]):
                    (position, token) = (position + 1, token + 1)
                    continue
                case .character: break
                }
            }
            guard let last = retry else { return false }
            retry = (last.position + 1, last.token)
            (position, token) = (last.position + 1, last.token + 1)
        }
        while token < tokens.count, tokens[token] == .anyText { token += 1 }
        return token == tokens.count
    }
}
