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

    /// Whether the whole of `text` matches.
    package func matches(_ text: String) -> Bool { matches(text.unicodeScalars.map(Token.character)) }

    /// Whether every text that the other pattern matches surely matches this one too. `?*` and `*?` match the same texts, and
    /// neither is said to cover the other.
    package func covers(_ other: PolicyPattern) -> Bool { matches(other.tokens) }

    /// Only `*` matches the token `*`, and only wildcards match `?`. After a mismatch only the last `*` is tried further, so the
    /// time is at most the product of both lengths.
    private func matches(_ other: [Token]) -> Bool {
        var (position, token) = (0, 0)
        var retry: (position: Int, token: Int)?
        while position < other.count {
            if token < tokens.count {
                switch (tokens[token], other[position]) {
                case (.anyText, _):
                    retry = (position, token)
                    token += 1
                    continue
                case (.anyCharacter, .anyCharacter), (.anyCharacter, .character):
                    (position, token) = (position + 1, token + 1)
                    continue
                case (.character(let a), .character(let b)) where a == b:
                    (position, token) = (position + 1, token + 1)
                    continue
                default: break
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
