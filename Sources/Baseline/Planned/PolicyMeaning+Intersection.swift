import IAMPolicy

extension PolicyMeaning.Statement {
    /// What both of two statements allow, as a statement that surely allows no more than either.
    ///
    /// - Returns: nil where they have nothing in common, or nothing that is certain.
    func intersection(_ other: Self) -> Self? {
        guard written.effect == .allow, other.written.effect == .allow,
            let actions = both("Action", other, ifOne: Self.actionCovers),
            let resources = both("Resource", other, ifOne: Self.resourceCovers),
            let principals = principals(other), let conditions = conditions(other)
        else { return nil }
        let elements = [actions, resources, principals, conditions].reduce(into: [:]) { $0.merge($1) { $1 } }
        let common = Self(PolicyStatement(effect: .allow, elements: elements))
        // A variable without a value may void its whole statement, so it must do that here as well.
        guard variables.union(other.variables).isSubset(of: common.variables) else { return nil }
        return common
    }

    /// Whether this allows nothing that the other doesn't allow; false where that isn't certain.
    func isCovered(by other: Self) -> Bool { self == other || intersection(other) == self }

    // MARK: Actions and resources

    /// The element of this name, or its negation, that both statements match; empty if neither has any.
    private func both(
        _ name: String, _ other: Self, ifOne covers: (String, String) -> Bool
    ) -> [String: PolicyElement]? {
        let (mine, others) = (written.elements, other.written.elements)
        switch (mine[name], mine["Not\(name)"], others[name], others["Not\(name)"]) {
        case (nil, nil, nil, nil): return [:]
        case (let a?, nil, let b?, nil):
            guard let common = Self.common(a.list, b.list, covers), !common.isEmpty else { return nil }
            return [name: .list(common)]
        case (nil, let a?, nil, let b?): return ["Not\(name)": .list(Self.union(a.list, b.list))]
        case (let all?, nil, nil, let b?) where all.list.contains("*"): return ["Not\(name)": b]
        case (nil, let a?, let all?, nil) where all.list.contains("*"): return ["Not\(name)": a]
        default: return nil
        }
    }

    /// The patterns of either list that one of the other covers.
    private static func common(
        _ a: [PolicyElement], _ b: [PolicyElement], _ covers: (String, String) -> Bool
    ) -> [PolicyElement]? {
        let (mine, others) = (a.compactMap(\.string), b.compactMap(\.string))
        guard mine.count == a.count, others.count == b.count else { return nil }
        func covered(_ list: [String], by patterns: [String]) -> [String] {
            list.filter { text in patterns.contains { covers($0, text) } }
        }
        var common = covered(mine, by: others)
        if common.count < mine.count {
            let back = covered(others, by: mine)
            if back.count == others.count {
                common = back
            } else {
                common += back.filter { text in !common.contains { covers($0, text) } }
            }
        }
        return common.map(PolicyElement.string)
    }

    private static func union(_ a: [PolicyElement], _ b: [PolicyElement]) -> [PolicyElement] {
        a + b.filter { !a.contains($0) }
    }

    private static func isEqual(_ a: String, _ b: String) -> Bool { a.utf8.elementsEqual(b.utf8) }

    private static func mayBeWild(_ text: String) -> Bool { text.utf8.contains { $0 == 0x2a || $0 == 0x3f } }

    private static func covers(_ pattern: some StringProtocol, _ text: some StringProtocol) -> Bool {
        PolicyPattern(String(pattern), wildcards: .match).covers(PolicyPattern(String(text), wildcards: .match))
    }

    /// Actions have no case.
    static func actionCovers(_ pattern: String, _ action: String) -> Bool {
        let (pattern, action) = (pattern.lowercased(), action.lowercased())
        if isEqual(pattern, action) { return true }
        return mayBeWild(pattern) && !hasVariable(pattern) && !hasVariable(action) && covers(pattern, action)
    }

    /// AWS says that a wildcard stays within one of an ARN's six parts, and that missing parts match everything. Here a pattern
    /// covers another if it does so in this reading and as a whole text.
    private static func resourceCovers(_ pattern: String, _ resource: String) -> Bool {
        if isEqual(pattern, resource) || pattern == "*" { return true }
        guard mayBeWild(pattern), !hasVariable(pattern), !hasVariable(resource) else { return false }
        return covers(pattern, resource) && zip(parts(pattern), parts(resource)).allSatisfy { covers($0, $1) }
    }

    private static func parts(_ resource: String) -> [String] {
        let parts = resource.unicodeScalars.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        return parts.map { String($0) } + Array(repeating: "*", count: 6 - parts.count)
    }

    // MARK: Variables

    private static func hasVariable(_ text: String) -> Bool { text.unicodeScalars.contains("${".unicodeScalars) }

    /// The variables in resources and conditions, as they are written.
    private var variables: Set<[UInt8]> {
        var found: Set<[UInt8]> = []
        for name in ["Resource", "NotResource", "Condition"] {
            for text in written.elements[name]?.allTexts ?? [] {
                var rest = text.unicodeScalars[...]
                while let start = rest.firstRange(of: "${".unicodeScalars) {
                    rest = rest[start.lowerBound...]
                    let end = rest.firstIndex(of: "}").map(rest.index(after:)) ?? rest.endIndex
                    found.insert(Array(String(rest[..<end]).utf8))
                    rest = rest[end...]
                }
            }
        }
        return found
    }

    // MARK: Principals

    /// Only the same principals are certain: an account trusts those whom its own policies let in, a user's ARN everybody who is
    /// that user.
    private func principals(_ other: Self) -> [String: PolicyElement]? {
        let (mine, others) = (said.elements, other.said.elements)
        guard mine["NotPrincipal"] == others["NotPrincipal"] else { return nil }
        if let same = mine["NotPrincipal"] { return ["NotPrincipal": same] }
        switch (mine["Principal"], others["Principal"]) {
        case (nil, nil): return [:]
        case (let a?, let b?):
            if a == b { return ["Principal": written.elements["Principal"] ?? a] }
            guard let kinds = a.members, let otherKinds = b.members else { return nil }
            let common = kinds.reduce(into: [String: PolicyElement]()) { common, kind in
                let names = kind.value.list.filter(otherKinds[kind.key]?.list.contains ?? { _ in false })
                if !names.isEmpty { common[kind.key] = .list(names) }
            }
            return common.isEmpty ? nil : ["Principal": .object(common)]
        default: return nil
        }
    }

    // MARK: Conditions

    /// The conditions of both, all of which must hold.
    private func conditions(_ other: Self) -> [String: PolicyElement]? {
        let (mine, others) = (written.elements["Condition"], other.written.elements["Condition"])
        guard let mine, let others else { return (mine ?? others).map { ["Condition": $0] } ?? [:] }
        guard var operators = mine.members, let more = others.members else { return nil }
        for (name, keys) in more {
            guard let name = operators.keys.first(where: { $0.lowercased() == name.lowercased() }) else {
                operators[name] = keys
                continue
            }
            guard var both = operators[name]?.members, let keys = keys.members else { return nil }
            for (key, values) in keys {
                guard let key = both.keys.first(where: { $0.lowercased() == key.lowercased() }),
                    let present = both[key]
                else {
                    both[key] = values
                    continue
                }
                guard let common = Self.values(present, values, of: name) else { return nil }
                both[key] = common
            }
            operators[name] = .object(both)
        }
        return ["Condition": .object(operators)]
    }

    /// The values with which a condition is true only if it is with both lists.
    private static func values(_ a: PolicyElement, _ b: PolicyElement, of name: String) -> PolicyElement? {
        let (mine, others) = (a.list, b.list)
        if Set(mine) == Set(others) { return a }
        guard let isNegated = ConditionOperator(name)?.isNegated, !mine.isEmpty, !others.isEmpty else { return nil }
        if isNegated { return .list(union(mine, others)) }
        let common = mine.filter(others.contains)
        return common.isEmpty ? nil : .list(common)
    }
}

extension PolicyElement {
    /// The values that an element has, one or several. Truth values are texts to IAM.
    fileprivate var list: [PolicyElement] {
        switch self {
        case .array(let values): values.flatMap(\.list)
        case .bool(let value): [.string(value ? "true" : "false")]
        default: [self]
        }
    }

    /// All texts within.
    fileprivate var allTexts: [String] {
        switch self {
        case .string(let text): [text]
        case .array(let values): values.flatMap(\.allTexts)
        case .object(let members): members.values.flatMap(\.allTexts)
        case .null, .bool, .number: []
        }
    }
}
