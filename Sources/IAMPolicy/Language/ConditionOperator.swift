/// A condition operator with its prefix and suffix: `ForAnyValue:StringNotLikeIfExists`.
///
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
package struct ConditionOperator: Equatable {
    enum Quantifier: Equatable {
        case forAllValues
        case forAnyValue
    }

    /// What kind of value is compared.
    enum Comparison: Equatable {
        case string(ignoringCase: Bool)
        case stringLike
        case arn
        case bool
        /// Numbers, dates, addresses and bytes. What a user's requests hold of these is never known before the request.
        case other
    }

    enum Kind: Equatable {
        case null
        case compare(Comparison, isNegated: Bool)
    }

    let quantifier: Quantifier?
    let kind: Kind
    let ifExists: Bool

    /// Parses a name, without regard to case. Nil for an operator that IAM doesn't have.
    package init?(_ name: String) {
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

    /// Whether it is true of what none of its values matches; nil for `Null`, which has no values to match.
    package var isNegated: Bool? {
        guard case .compare(_, let isNegated) = kind else { return nil }
        return isNegated
    }

    /// Whether AWS puts policy variables into the values that it compares with.
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
}
