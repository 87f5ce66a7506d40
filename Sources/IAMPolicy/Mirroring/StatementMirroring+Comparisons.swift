extension StatementMirroring {
    /// What a comparison of a condition, such as `"StringEquals": {"aws:username": "alice"}`, becomes in the role.
    ///
    /// - Parameters:
    ///   - name: the operator.
    ///   - key: the condition key.
    ///   - texts: the values that the policy compares the key with.
    ///   - values: the same as they stand in the policy.
    /// - Returns: what to compare the key with; nil where no comparison is needed, as it is always true or the statement
    ///   never applies, or where there can't be one.
    mutating func remainder(of name: String, on key: String, _ texts: [String], _ values: PolicyElement)
        -> PolicyElement?
    {
        let comparison = ConditionOperator(name)
        guard let patterns = resolvedPatterns(of: texts, for: comparison, "\(name) on \(key)") else { return nil }
        switch facts[key] {
        case .same: return patterns.texts == texts ? values : .texts(patterns.texts)
        case .unknown: noteUncertainty("the value of \(key) isn't known before the request")
        case .absent: decide(comparison, nil, patterns, "\(name) on \(key)")
        case .known(let value): decide(comparison, value, patterns, "\(name) on \(key)")
        }
        return nil
    }

    private struct Patterns {
        var texts: [String] = []
        /// Whether no text depends on the request any more.
        var areLiteral = true
    }

    /// The texts with the user's values in them; nil, with a note, where these aren't known.
    private mutating func resolvedPatterns(of texts: [String], for comparison: ConditionOperator?, _ title: String)
        -> Patterns?
    {
        var patterns = Patterns()
        for text in texts {
            switch resolve(text) {
            case .text(let resolved, _) where resolved != text && comparison?.takesVariables != true:
                noteUncertainty("\(title) compares with a variable, and AWS has variables only in texts and ARNs")
                return nil
            case .text(let resolved, let isLiteral):
                patterns.texts.append(resolved)
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
        guard patterns.areLiteral, let decision = comparison?.decide(value, against: compared) else {
            noteUncertainty("\(title) can't be decided before the request")
            return
        }
        if !decision { ruleOut() }
    }

    private static func escapingDollars(_ pattern: String) -> String {
        String(pattern.unicodeScalars.replacing("${".unicodeScalars, with: "${$}{".unicodeScalars))
    }
}
