/// Turns a user's statement into one for the user's role, for one way in which the user may make requests. Resources and
/// conditions are resolved one after the other.
struct StatementMirroring {
    private(set) var statement: PolicyStatement
    let facts: PrincipalFacts
    /// Whether `${…}` is a variable: the older version of the language has none.
    let hasVariables: Bool
    /// Why the statement never applies to the user; empty when it may.
    private var exclusions: [MirroringReason] = []
    private var isLeftOut = false
    private var reasons: [MirroringReason] = []

    init(statement: PolicyStatement, facts: PrincipalFacts, hasVariables: Bool) {
        self.statement = statement
        self.facts = facts
        self.hasVariables = hasVariables
    }

    var result: MirroredStatement {
        exclusions.isEmpty
            ? MirroredStatement(statement: isLeftOut ? nil : statement, reasons: reasons)
            : MirroredStatement(statement: nil, reasons: exclusions)
    }

    /// Puts the user's values into a text.
    func resolve(_ text: String) -> PolicyText.Resolution {
        hasVariables ? PolicyText(text).resolved(for: facts) : .text(text, isLiteral: true)
    }

    /// Notes that the statement never applies to the user, so that nothing of it is needed.
    mutating func ruleOut(_ reason: MirroringReason) {
        if !exclusions.contains(reason) { exclusions.append(reason) }
    }

    /// Notes why a part of the statement isn't what it was. Where that is because it can't be decided now, an Allow is left
    /// out; of a Deny the caller keeps as much as it takes to forbid at least what is forbidden to the user.
    mutating func note(_ reason: MirroringReason) {
        if reason.isUncertain, statement.effect == .allow { isLeftOut = true }
        if !reasons.contains(reason) { reasons.append(reason) }
    }

    /// Notes the variables that the user's values took the place of.
    mutating func noteResolution(of values: [PolicyElement]) {
        guard hasVariables else { return }
        for text in values.compactMap(\.string) {
            for case .variable(let key, _, _) in PolicyText(text).parts where facts[key] != .same {
                note(.resolved(variable: key))
            }
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
            if kept != values {
                statement.elements[name] = .list(kept)
                noteResolution(of: values)
            }
            return
        }
        let isNegated = name == "NotResource"
        if kept.isEmpty, isKnown, !isNegated {
            // Every resource has a variable that the user has no value for, so none of them ever matched.
            return ruleOut(.matchesNothing)
        }
        note(.variableWithoutValue(place: "\(name) has"))
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
