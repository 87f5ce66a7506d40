extension StatementMirroring {
    /// What a comparison of a condition, such as `"StringEquals": {"aws:username": "alice"}`, becomes in the role.
    ///
    /// - Parameters:
    ///   - name: the operator.
    ///   - key: the condition key.
    ///   - values: what the policy compares the key with.
    ///   - written: the same as it stands in the policy.
    /// - Returns: what to compare the key with; nil where no comparison is needed, as it is always true or the statement
    ///   never applies, or where there can't be one.
    mutating func remainder(
        of name: String, on key: String, _ values: [PolicyElement], _ written: PolicyElement
    ) -> PolicyElement? {
        let comparison = ConditionOperator(name)
        let title = "\(name) on \(key)"
        guard let patterns = resolvedPatterns(of: values, for: comparison, title) else { return nil }
        switch facts[key] {
        case .same: return patterns.values == values ? written : .list(patterns.values)
        case .unknown: noteUncertainty("the value of \(key) isn't known before the request")
        case .present:
            guard let decision = comparison?.decidePresence(against: patterns.texts) else {
                noteUncertainty("the value of \(key) isn't known before the request")
                break
            }
            if !decision { ruleOut() }
        case .absent: decide(comparison, nil, patterns, title)
        case .known(let value): decide(comparison, value, patterns, title)
        }
        return nil
    }

    private struct Patterns {
        var values: [PolicyElement] = []
        /// Whether no text depends on the request any more.
        var areLiteral = true

        var texts: [String] { values.compactMap(\.text) }
    }

    /// The values with the user's in the place of variables; nil, with a note, where these aren't known. What isn't a text
    /// stays as it is.
    private mutating func resolvedPatterns(
        of values: [PolicyElement], for comparison: ConditionOperator?, _ title: String
    ) -> Patterns? {
        var patterns = Patterns()
        for value in values {
            guard let text = value.string else {
                patterns.values.append(value)
                continue
            }
            switch resolve(text) {
            case .text(let resolved, _) where resolved != text && comparison?.takesVariables != true:
                noteUncertainty("\(title) compares with a variable, and AWS has variables only in texts and ARNs")
                return nil
            case .text(let resolved, let isLiteral):
                patterns.values.append(.string(resolved))
                patterns.areLiteral = patterns.areLiteral && isLiteral
            case .absent, .unknown:
                noteUncertainty("\(title) compares with a variable that has no known value for the user")
                return nil
            }
        }
        return patterns
    }

    /// Decides the comparison for the one value that the key has in the user's requests, or, with nil, for its absence.
    private mutating func decide(
        _ comparison: ConditionOperator?, _ value: String?, _ patterns: Patterns, _ title: String
    ) {
        // The older version of the language has no escapes either.
        let compared = hasVariables ? patterns.texts : patterns.texts.map(Self.escapingDollars)
        guard patterns.areLiteral, patterns.values.allSatisfy(\.hasOneText),
            let decision = comparison?.decide(value, against: compared)
        else {
            noteUncertainty("\(title) can't be decided before the request")
            return
        }
        if !decision { ruleOut() }
    }

    private static func escapingDollars(_ pattern: String) -> String {
        String(pattern.unicodeScalars.replacing("${".unicodeScalars, with: "${$}{".unicodeScalars))
    }
}
