/// A text of a policy in which variables may stand: `arn:aws:s3:::bucket/${aws:username, 'nobody'}/*`.
///
/// It is read by Unicode characters: what Swift sees as one, such as a brace with an accent, is several to AWS.
///
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
struct PolicyText: Equatable {
    enum Part: Equatable {
        /// As it stands, wildcards and the escapes `${*}`, `${?}` and `${$}` among it.
        case text(String)
        /// `whole` is the variable as it is written.
        case variable(key: String, defaultValue: String?, whole: String)
        /// What stands between `${` and `}` is not as AWS writes variables: another one, white space, a default value
        /// without quotation marks. What AWS makes of it is not known.
        case unreadable(String)
    }

    /// What became of a text when the variables known for a user were put in.
    enum Resolution: Equatable {
        /// The text; `isLiteral` where nothing in it depends on the request any more.
        case text(String, isLiteral: Bool)
        /// A variable has no value for this user: the text matches nothing.
        case absent
        /// A variable has a value that isn't known here.
        case unknown
    }

    let parts: [Part]

    init(_ text: String) {
        var parts: [Part] = []
        var literal = ""
        var rest = text.unicodeScalars[...]
        while let start = rest.firstRange(of: "${".unicodeScalars) {
            guard let end = rest[start.upperBound...].firstIndex(of: "}") else { break }
            literal += String(rest[..<start.lowerBound])
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

    /// `key` or `key, 'default'`; nil for anything else.
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

    /// Puts in what is known of the user.
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
                case .known(let value): text += Self.escaped(value)
                case .unknown: return .unknown
                case .absent:
                    guard let defaultValue else { return .absent }
                    // AWS doesn't say whether a wildcard in a default value is one.
                    if defaultValue.unicodeScalars.contains(where: { $0 == "*" || $0 == "?" }) { return .unknown }
                    text += Self.escaped(defaultValue)
                }
            case .unreadable: return .unknown
            }
        }
        return .text(text, isLiteral: isLiteral)
    }

    /// A value is no pattern: an IAM path may hold wildcards, which must not begin to match.
    private static func escaped(_ value: String) -> String {
        var text = ""
        for character in value.unicodeScalars {
            text += ["*", "?", "$"].contains(character) ? "${\(character)}" : String(character)
        }
        return text
    }
}
