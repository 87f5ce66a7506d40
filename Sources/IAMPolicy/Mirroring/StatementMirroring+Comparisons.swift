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
        case .same:
            if PrincipalFacts.isDerivedByService(key) { note(.derivedByService(key: key)) }
            guard patterns.values != values else { return written }
            noteResolution(of: values)
            return .list(patterns.values)
        case .unknown: note(.unknownValue(key: key))
        case .present:
            guard let decision = comparison?.decidePresence(against: patterns.texts) else {
                note(.unknownValue(key: key))
                break
            }
            note(decision, on: key, title)
        case .absent: decide(comparison, on: key, nil, patterns, title)
        case .known(let value): decide(comparison, on: key, value, patterns, title)
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
                note(.variableInOperator(title))
                return nil
            case .text(let resolved, let isLiteral):
                patterns.values.append(.string(resolved))
                patterns.areLiteral = patterns.areLiteral && isLiteral
            case .absent, .unknown:
                note(.variableWithoutValue(place: "\(title) compares with"))
                return nil
            }
        }
        return patterns
    }

    /// Decides the comparison for the one value that the key has in the user's requests, or, with nil, for its absence.
    private mutating func decide(
        _ comparison: ConditionOperator?, on key: String, _ value: String?, _ patterns: Patterns, _ title: String
    ) {
        // The older version of the language has no escapes either.
        let compared = hasVariables ? patterns.texts : patterns.texts.map(Self.escapingDollars)
        guard patterns.areLiteral, patterns.values.allSatisfy(\.hasOneText),
            let decision = comparison?.decide(value, against: compared)
        else {
            note(.undecidable(title))
            return
        }
        note(decision, on: key, title)
    }

    private mutating func note(_ decision: Bool, on key: String, _ title: String) {
        let reason = MirroringReason.decided(
            title, holds: decision, mfa: PrincipalFacts.isAboutMFA(key) ? facts.mfa : nil)
        if decision { note(reason) } else { ruleOut(reason) }
    }

    private static func escapingDollars(_ pattern: String) -> String {
        String(pattern.unicodeScalars.replacing("${".unicodeScalars, with: "${$}{".unicodeScalars))
    }
}
