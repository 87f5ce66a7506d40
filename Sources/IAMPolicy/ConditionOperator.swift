/// A condition operator with its prefix and suffix: `ForAnyValue:StringNotLikeIfExists`.
///
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
struct ConditionOperator: Equatable {
    enum Quantifier: Equatable {
        case forAllValues
        case forAnyValue
    }

    enum Comparison: Equatable {
        case string(ignoringCase: Bool)
        case stringLike
        case arn
        case bool
        /// Numbers, dates, addresses and bytes: none of what differs between user and session is one of these.
        case other
    }

    enum Kind: Equatable {
        case null
        case compare(Comparison, isNegated: Bool)
    }

    let quantifier: Quantifier?
    let kind: Kind
    let ifExists: Bool

    /// Nil for an operator that IAM doesn't have.
    init?(_ name: String) {
        var rest = name.lowercased()[...]
        if rest.hasPrefix("forallvalues:") {
            quantifier = .forAllValues
            rest = rest.dropFirst("forallvalues:".count)
        } else if rest.hasPrefix("foranyvalue:") {
            quantifier = .forAnyValue
            rest = rest.dropFirst("foranyvalue:".count)
        } else {
            quantifier = nil
        }
        ifExists = rest.hasSuffix("ifexists")
        if ifExists { rest = rest.dropLast("ifexists".count) }
        guard let kind = Self.kinds[String(rest)] else { return nil }
        self.kind = kind
    }

    /// Whether AWS puts policy variables into what is compared.
    var takesVariables: Bool {
        switch kind {
        case .compare(.string, _), .compare(.stringLike, _), .compare(.arn, _): true
        case .compare(.bool, _), .compare(.other, _), .null: false
        }
    }

    private static let kinds: [String: Kind] = [
        "null": .null,
        "stringequals": .compare(.string(ignoringCase: false), isNegated: false),
        "stringnotequals": .compare(.string(ignoringCase: false), isNegated: true),
        "stringequalsignorecase": .compare(.string(ignoringCase: true), isNegated: false),
        "stringnotequalsignorecase": .compare(.string(ignoringCase: true), isNegated: true),
        "stringlike": .compare(.stringLike, isNegated: false),
        "stringnotlike": .compare(.stringLike, isNegated: true),
        "arnequals": .compare(.arn, isNegated: false),
        "arnlike": .compare(.arn, isNegated: false),
        "arnnotequals": .compare(.arn, isNegated: true),
        "arnnotlike": .compare(.arn, isNegated: true),
        "bool": .compare(.bool, isNegated: false),
        "binaryequals": .compare(.other, isNegated: false),
        "ipaddress": .compare(.other, isNegated: false),
        "notipaddress": .compare(.other, isNegated: true),
        "numericequals": .compare(.other, isNegated: false),
        "numericnotequals": .compare(.other, isNegated: true),
        "numericlessthan": .compare(.other, isNegated: false),
        "numericlessthanequals": .compare(.other, isNegated: false),
        "numericgreaterthan": .compare(.other, isNegated: false),
        "numericgreaterthanequals": .compare(.other, isNegated: false),
        "dateequals": .compare(.other, isNegated: false),
        "datenotequals": .compare(.other, isNegated: true),
        "datelessthan": .compare(.other, isNegated: false),
        "datelessthanequals": .compare(.other, isNegated: false),
        "dategreaterthan": .compare(.other, isNegated: false),
        "dategreaterthanequals": .compare(.other, isNegated: false),
    ]

    /// Whether the condition holds for a key that this user's requests have with this value, or, with nil, never have.
    ///
    /// - Parameters:
    ///   - value: the one value of the key.
    ///   - patterns: what the policy compares it with, without variables.
    /// - Returns: nil where that can't be told for certain.
    func decide(_ value: String?, against patterns: [String]) -> Bool? {
        switch kind {
        case .null: decideNull(isAbsent: value == nil, patterns)
        case .compare(let comparison, let isNegated):
            if let value {
                decide(value, comparison, isNegated: isNegated, patterns)
            } else {
                decideAbsent(isNegated: isNegated)
            }
        }
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
        // AWS says that this prefix is false without the key, and that the suffix and negations are true.
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
