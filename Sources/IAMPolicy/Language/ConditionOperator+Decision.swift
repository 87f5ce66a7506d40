extension ConditionOperator {
    /// Decides a comparison.
    ///
    /// - Parameters:
    ///   - value: the only value that the key has in the user's requests; nil if the key is never in them.
    ///   - patterns: what the policy compares the value with, without variables.
    /// - Returns: whether the comparison is true; nil if that isn't certain. AWS takes an empty list of values, and doesn't
    ///   say how it compares with one.
    func decide(_ value: String?, against patterns: [String]) -> Bool? {
        guard !patterns.isEmpty else { return nil }
        return switch kind {
        case .null: decideNull(isAbsent: value == nil, patterns)
        case .compare(let comparison, let isNegated):
            if let value {
                decide(value, comparison, isNegated: isNegated, patterns)
            } else {
                decideAbsent(isNegated: isNegated)
            }
        }
    }

    /// Decides a comparison for a key that is in the user's requests, with a value that isn't known.
    func decidePresence(against patterns: [String]) -> Bool? {
        kind == .null ? decideNull(isAbsent: false, patterns) : nil
    }

    private func decideNull(isAbsent: Bool, _ patterns: [String]) -> Bool? {
        guard quantifier == nil, !ifExists, patterns.count == 1 else { return nil }
        switch patterns[0].lowercased() {
        case "true": return isAbsent
        case "false": return !isAbsent
        default: return nil
        }
    }

    private func decideAbsent(isNegated: Bool) -> Bool? {
        switch quantifier {
        case nil: ifExists || isNegated
        case .forAllValues: true
        // Without the key, AWS calls this prefix false, but the suffix `IfExists` and negations true. Together they aren't
        // documented.
        case .forAnyValue: ifExists || isNegated ? nil : false
        }
    }

    private func decide(_ value: String, _ comparison: Comparison, isNegated: Bool, _ patterns: [String]) -> Bool? {
        var anyMatches = false
        for pattern in patterns {
            guard let matches = Self.matches(value, pattern, comparison) else { return nil }
            anyMatches = anyMatches || matches
        }
        return anyMatches != isNegated
    }

    private static func matches(_ value: String, _ pattern: String, _ comparison: Comparison) -> Bool? {
        switch comparison {
        case .string(let ignoringCase):
            let (value, pattern) = ignoringCase ? (value.lowercased(), pattern.lowercased()) : (value, pattern)
            return PolicyPattern(pattern, wildcards: .literal).matches(value)
        case .stringLike:
            return PolicyPattern(pattern, wildcards: .match).matches(value)
        case .arn:
            // Each of the six parts is compared by itself.
            let values = value.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
            let patterns = pattern.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
            guard values.count == 6, patterns.count == 6 else { return nil }
            return zip(values, patterns).allSatisfy {
                PolicyPattern(String($1), wildcards: .match).matches(String($0))
            }
        case .bool:
            guard ["true", "false"].contains(pattern.lowercased()), ["true", "false"].contains(value) else {
                return nil
            }
            return value == pattern.lowercased()
        case .other: return nil
        }
    }
}
