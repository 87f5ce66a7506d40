import FoundationEssentials

/// What became of a statement on its way from the user to the role.
struct MirroredStatement: Equatable {
    /// Nil when it never applies to this user, or had to be left out.
    var statement: PolicyStatement?
    /// In words, where the role decides otherwise than the user would.
    var finding: String?

    /// What holds for both of two ways in which the user may make requests: an Allow only if it is the same for them, a
    /// Deny as wide as both together.
    func joined(with other: MirroredStatement, _ effect: PolicyStatement.Effect) -> MirroredStatement {
        var reasons = [finding, other.finding].compactMap { $0 }
        if reasons.count == 2, reasons[0] == reasons[1] { reasons.removeLast() }
        var joined = statement
        if statement != other.statement {
            let what = "the user's access key and a session without a second factor are told apart"
            switch effect {
            case .allow:
                joined = nil
                reasons.append("left out: \(what)")
            case .deny:
                if let statement, let other = other.statement {
                    joined = statement.widened(by: other)
                } else {
                    joined = statement ?? other.statement
                }
                reasons.append("forbids more: \(what)")
            }
        }
        return MirroredStatement(statement: joined, finding: reasons.isEmpty ? nil : reasons.joined(separator: "; "))
    }
}

extension PolicyStatement {
    /// The statement as it has to stand in the role's policies to decide there what it decides for the user.
    ///
    /// What can't be told for certain makes an Allow give nothing and a Deny forbid more, and is told as a finding.
    ///
    /// - Throws: ``MalformedPolicy`` for elements of a shape that IAM doesn't have.
    func mirrored(for facts: [PrincipalFacts], version: PolicyDocument.Version) throws(MalformedPolicy)
        -> MirroredStatement
    {
        var mirrored: MirroredStatement?
        for facts in facts {
            let one = try self.mirrored(for: facts, version: version)
            mirrored = mirrored?.joined(with: one, effect) ?? one
        }
        return mirrored ?? MirroredStatement(statement: self, finding: nil)
    }

    private func mirrored(for facts: PrincipalFacts, version: PolicyDocument.Version) throws(MalformedPolicy)
        -> MirroredStatement
    {
        for name in ["Principal", "NotPrincipal"] where elements[name] != nil { throw .element(name) }
        var mirrored = Mirroring(statement: self, facts: facts, variables: version == .v2012)
        for name in ["Resource", "NotResource"] {
            guard let element = elements[name] else { continue }
            try mirrored.resolve(name, try element.texts(of: name))
        }
        if let condition = elements["Condition"] { try mirrored.resolve(condition: condition) }
        return mirrored.result
    }

    /// A statement that applies wherever this one or the other does, which differs in resources and conditions alone.
    fileprivate func widened(by other: PolicyStatement) -> PolicyStatement {
        var widened = self
        if ["Resource", "NotResource"].contains(where: { elements[$0] != other.elements[$0] }) {
            widened.elements["NotResource"] = nil
            widened.elements["Resource"] = "*"
        }
        let others = other.elements["Condition"]?.members ?? [:]
        var common: [String: PolicyElement] = [:]
        for (name, comparisons) in elements["Condition"]?.members ?? [:] {
            let kept = (comparisons.members ?? [:]).filter { others[name]?.members?[$0.key] == $0.value }
            if !kept.isEmpty { common[name] = .object(kept) }
        }
        widened.elements["Condition"] = common.isEmpty ? nil : .object(common)
        return widened
    }
}

/// A statement being taken over, element by element.
private struct Mirroring {
    private(set) var statement: PolicyStatement
    private let facts: PrincipalFacts
    /// Whether `${…}` means anything: the older language knows none.
    private let variables: Bool
    private var neverApplies = false
    private var isLeftOut = false
    private var reasons: [String] = []

    init(statement: PolicyStatement, facts: PrincipalFacts, variables: Bool) {
        self.statement = statement
        self.facts = facts
        self.variables = variables
    }

    var result: MirroredStatement {
        if neverApplies { return MirroredStatement(statement: nil, finding: nil) }
        return MirroredStatement(
            statement: isLeftOut ? nil : statement, finding: reasons.isEmpty ? nil : reasons.joined(separator: "; "))
    }

    private func resolve(_ text: String) -> PolicyText.Resolution {
        variables ? PolicyText(text).resolved(for: facts) : .text(text, isLiteral: true)
    }

    /// Something is uncertain: an Allow goes, a Deny stays at its widest, which the caller sees to.
    private mutating func uncertain(_ what: String) {
        if statement.effect == .allow {
            isLeftOut = true
            reasons.append("left out: \(what)")
        } else {
            reasons.append("forbids more: \(what)")
        }
    }

    // MARK: Resources

    mutating func resolve(_ name: String, _ texts: [String]) throws(MalformedPolicy) {
        var kept: [String] = []
        var isComplete = true
        var isKnown = true
        for text in texts {
            switch resolve(text) {
            case .text(let resolved, _): kept.append(resolved)
            case .absent: isComplete = false
            case .unknown: (isComplete, isKnown) = (false, false)
            }
        }
        guard !isComplete else {
            if kept != texts { statement.elements[name] = .texts(kept) }
            return
        }
        let isNegated = name == "NotResource"
        if kept.isEmpty, isKnown, !isNegated {
            // All of its resources hang on what the user doesn't have: it never applied.
            neverApplies = true
            return
        }
        uncertain("\(name) has a variable without a known value for the user")
        if kept.isEmpty || !(isKnown || isNegated) {
            statement.elements[name] = nil
            statement.elements["Resource"] = "*"
        } else {
            statement.elements[name] = .texts(kept)
        }
    }

    // MARK: Conditions

    mutating func resolve(condition: PolicyElement) throws(MalformedPolicy) {
        guard let operators = condition.members else { throw .element("Condition") }
        var kept: [String: PolicyElement] = [:]
        for (name, keys) in operators.sorted(by: { $0.key < $1.key }) {
            guard let keys = keys.members else { throw .element("Condition") }
            var keptKeys: [String: PolicyElement] = [:]
            for (key, values) in keys.sorted(by: { $0.key < $1.key }) {
                let texts = try values.texts(of: "Condition")
                keptKeys[key] = resolve(name, key, texts, whole: values)
            }
            if !keptKeys.isEmpty { kept[name] = .object(keptKeys) }
        }
        statement.elements["Condition"] = kept.isEmpty ? nil : .object(kept)
    }

    /// What stays of one comparison: nil when it always holds, or when it has to be left out of a Deny.
    private mutating func resolve(_ name: String, _ key: String, _ texts: [String], whole: PolicyElement)
        -> PolicyElement?
    {
        let comparison = ConditionOperator(name)
        var patterns: [String] = []
        var areLiteral = true
        for text in texts {
            switch resolve(text) {
            case .text(let resolved, _) where resolved != text && comparison?.takesVariables != true:
                uncertain("\(name) on \(key) compares with a variable, which AWS has for texts and ARNs alone")
                return nil
            case .text(let resolved, let isLiteral):
                patterns.append(resolved)
                areLiteral = areLiteral && isLiteral
            case .absent, .unknown:
                uncertain("\(name) on \(key) compares with a variable without a known value for the user")
                return nil
            }
        }
        let value: String?
        switch facts[key] {
        case .same: return patterns == texts ? whole : .texts(patterns)
        case .unknown:
            uncertain("\(key) is not known before the request")
            return nil
        case .absent: value = nil
        case .known(let known): value = known
        }
        // The older language knows no escapes either.
        let compared = variables ? patterns : patterns.map(Self.literal)
        guard areLiteral, let decided = comparison?.decide(value, against: compared) else {
            uncertain("\(name) on \(key) can't be decided before the request")
            return nil
        }
        if !decided { neverApplies = true }
        return nil
    }

    private static func literal(_ pattern: String) -> String {
        String(pattern.unicodeScalars.replacing("${".unicodeScalars, with: "${$}{".unicodeScalars))
    }
}

extension PolicyElement {
    /// A text or a list of them; numbers and truth values as IAM reads them.
    fileprivate func texts(of element: String) throws(MalformedPolicy) -> [String] {
        switch self {
        case .string(let text): return [text]
        case .bool(let value): return [value ? "true" : "false"]
        case .number(let value): return [value.description]
        case .array(let values):
            var texts: [String] = []
            for value in values {
                if case .array = value { throw .element(element) }
                texts += try value.texts(of: element)
            }
            return texts
        case .null, .object: throw .element(element)
        }
    }

    /// A single text stands by itself.
    fileprivate static func texts(_ texts: [String]) -> PolicyElement {
        texts.count == 1 ? .string(texts[0]) : .array(texts.map { .string($0) })
    }
}
