/// A text of a policy that may have variables: `arn:aws:s3:::bucket/${aws:username, 'nobody'}/*`.
///
/// It is read one Unicode scalar at a time, as AWS does. Swift would take a brace with a combining accent for one character.
///
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
package struct PolicyText: Sendable, Equatable {
    package enum Part: Sendable, Equatable {
        /// Text without variables. It may have wildcards and the escapes `${*}`, `${?}` and `${$}`.
        case text(String)
        /// A variable; `whole` is how it is written.
        case variable(key: String, defaultValue: String?, whole: String)
        /// Something behind `${` that isn't a variable as AWS documents it: it has another variable in it, white space, a
        /// default value without quotation marks, or no `}` at its end. AWS doesn't say how it reads this.
        case unreadable(String)
    }

    /// What a text becomes with the user's values in the place of variables.
    enum Resolution: Equatable {
        /// The text; `isLiteral` if it depends on nothing in the request any more.
        case text(String, isLiteral: Bool)
        /// The user never has a value for one of the variables, so the text matches nothing.
        case absent
        /// The value of one of the variables isn't known before the request.
        case unknown
    }

    package let parts: [Part]

    package init(_ text: String) {
        var parts: [Part] = []
        var literal = ""
        var rest = text.unicodeScalars[...]
        while let start = rest.firstRange(of: "${".unicodeScalars) {
            literal += String(rest[..<start.lowerBound])
            guard let end = rest[start.upperBound...].firstIndex(of: "}") else {
                if !literal.isEmpty { parts.append(.text(literal)) }
                self.parts = parts + [.unreadable(String(rest[start.lowerBound...]))]
                return
            }
            let whole = String(rest[start.lowerBound...end])
            let content = rest[start.upperBound..<end]
            rest = rest[rest.index(after: end)...]
            if ["*", "?", "$"].contains(String(content)) {
                literal += whole
                continue
            }
            if !literal.isEmpty { parts.append(.text(literal)) }
            literal = ""
            parts.append(
                Self.variable(content).map { .variable(key: $0, defaultValue: $1, whole: whole) } ?? .unreadable(whole))
        }
        literal += String(rest)
        if !literal.isEmpty { parts.append(.text(literal)) }
        self.parts = parts
    }

    /// Reads `key` or `key, 'default'`; nil for anything else.
    private static func variable(_ content: Substring.UnicodeScalarView) -> (key: String, defaultValue: String?)? {
        let marks: [Unicode.Scalar] = ["$", "{", "'"]
        let key = content.prefix { $0 != "," && !marks.contains($0) }
        guard let first = key.first, let last = key.last,
            !first.properties.isWhitespace, !last.properties.isWhitespace
        else { return nil }
        let rest = content[key.endIndex...]
        guard !rest.isEmpty else { return (String(key), nil) }
        let defaultValue = rest.dropFirst(3).dropLast()
        guard rest.starts(with: ", '".unicodeScalars), rest.count > 3, rest.last == "'",
            !defaultValue.contains(where: marks.contains)
        else { return nil }
        return (String(key), String(defaultValue))
    }

    /// Puts the user's values in the place of variables.
    func resolved(for facts: PrincipalFacts) -> Resolution {
        var text = ""
        var isLiteral = true
        for part in parts {
            switch part {
            case .text(let literal): text += literal
            case .variable(let key, let defaultValue, let whole):
                switch facts[key] {
                case .same:
                    text += whole
                    isLiteral = false
                case .known(let value): Self.append(value, to: &text)
                case .present, .unknown: return .unknown
                case .absent:
                    guard let defaultValue else { return .absent }
                    // AWS doesn't say whether `*` and `?` in a default value are wildcards.
                    if defaultValue.unicodeScalars.contains(where: { $0 == "*" || $0 == "?" }) { return .unknown }
                    Self.append(defaultValue, to: &text)
                }
            case .unreadable: return .unknown
            }
        }
        return .text(text, isLiteral: isLiteral)
    }

    /// Appends a value that takes the place of a variable.
    ///
    /// Wildcards in it are escaped: an IAM path may have some, and they must match only themselves. A `$` before it is escaped
    /// as well. The value may be empty, and what stands behind it may begin with `{`: the two would become another variable.
    private static func append(_ value: String, to text: inout String) {
        if text.unicodeScalars.last == "$" {
            text.unicodeScalars.removeLast()
            text += "${$}"
        }
        for character in value.unicodeScalars {
            text += ["*", "?", "$"].contains(character) ? "${\(character)}" : String(character)
        }
    }
}
