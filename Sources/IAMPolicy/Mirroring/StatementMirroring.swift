/// Turns a user's statement into one for the user's role, for one way in which the user may make requests. Resources and
/// conditions are resolved one after the other.
struct StatementMirroring {
    private(set) var statement: PolicyStatement
    let facts: PrincipalFacts
    /// Whether `${…}` is a variable: the older version of the language has none.
    let hasVariables: Bool
    private var neverApplies = false
    private var isLeftOut = false
    private var reasons: [String] = []

    init(statement: PolicyStatement, facts: PrincipalFacts, hasVariables: Bool) {
        self.statement = statement
        self.facts = facts
        self.hasVariables = hasVariables
    }

    var result: MirroredStatement {
        if neverApplies { return MirroredStatement(statement: nil, finding: nil) }
        return MirroredStatement(
            statement: isLeftOut ? nil : statement, finding: reasons.isEmpty ? nil : reasons.joined(separator: "; "))
    }

    /// Puts the user's values into a text.
    func resolve(_ text: String) -> PolicyText.Resolution {
        hasVariables ? PolicyText(text).resolved(for: facts) : .text(text, isLiteral: true)
    }

    /// Notes that the statement never applies to the user, so that nothing of it is needed.
    mutating func ruleOut() { neverApplies = true }

    /// Notes that a part of the statement can't be decided now. An Allow is left out; of a Deny the caller keeps as much as
    /// it takes to forbid at least what is forbidden to the user.
    mutating func noteUncertainty(_ what: String) {
        if statement.effect == .allow {
            isLeftOut = true
            reasons.append("left out: \(what)")
        } else {
            reasons.append("forbids more: \(what)")
        }
    }

    /// Puts the user's values into the element `Resource` or `NotResource`, which `name` says.
    mutating func resolve(_ name: String, _ values: [PolicyElement]) {
        var kept: [PolicyElement] = []
        var isComplete = true
        var isKnown = true
        for value in values {
            guard let text = value.string else {
                kept.append(value)
                continue
            }
            switch resolve(text) {
            case .text(let resolved, _): kept.append(.string(resolved))
            case .absent: isComplete = false
            case .unknown: (isComplete, isKnown) = (false, false)
            }
        }
        guard !isComplete else {
            if kept != values { statement.elements[name] = .list(kept) }
            return
        }
        let isNegated = name == "NotResource"
        if kept.isEmpty, isKnown, !isNegated {
            // Every resource has a variable that the user has no value for, so none of them ever matched.
            return ruleOut()
        }
        noteUncertainty("\(name) has a variable that has no known value for the user")
        if kept.isEmpty || !(isKnown || isNegated) {
            statement.elements[name] = nil
            statement.elements["Resource"] = "*"
        } else {
            statement.elements[name] = .list(kept)
        }
    }

    /// Puts the user's values into the element `Condition`, and takes out what they decide.
    mutating func resolve(condition: PolicyElement) throws(MalformedPolicy) {
        guard let operators = condition.members else { throw .element("Condition") }
        var kept: [String: PolicyElement] = [:]
        for (name, keys) in operators.sorted(by: { $0.key < $1.key }) {
            guard let keys = keys.members else { throw .element("Condition") }
            var keptKeys: [String: PolicyElement] = [:]
            for (key, values) in keys.sorted(by: { $0.key < $1.key }) {
                keptKeys[key] = remainder(of: name, on: key, try values.values(of: "Condition"), values)
            }
            // What was written without a comparison stays so.
            if !keptKeys.isEmpty || keys.isEmpty { kept[name] = .object(keptKeys) }
        }
        statement.elements["Condition"] = kept.isEmpty && !operators.isEmpty ? nil : .object(kept)
    }
}
