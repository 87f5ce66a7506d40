extension MirroredStatement {
    /// What the user is told of the statement: nothing, if it is as it was.
    ///
    /// - Parameters:
    ///   - effect: the statement's.
    ///   - policy: the name of the policy that has it.
    ///   - number: its place in the policy, from 1.
    /// - Returns: what became of it, and a note where it may decide otherwise in the role.
    func findings(_ effect: PolicyStatement.Effect, policy: String, number: Int) -> [Finding] {
        var findings: [Finding] = []
        if let kind = kind(effect) {
            findings.append(
                Finding(
                    kind, policy: policy, statement: number,
                    "\(Self.title(of: kind, effect)): \(Self.words(told(kind), separator: "; ", \.words))",
                    advice: Self.words(told(kind), separator: " ", \.advice)))
        }
        let identity = statement == nil ? [] : reasons.filter(\.isAboutIdentity)
        if !identity.isEmpty {
            findings.append(
                Finding(
                    .note, policy: policy, statement: number, Self.words(identity, separator: "; ", \.noteOnIdentity),
                    advice: """
                        Where a service keeps what you make for you alone, use your access key for it, or ask for a policy \
                        that goes by tags.
                        """))
        }
        return findings
    }

    private func kind(_ effect: PolicyStatement.Effect) -> Finding.Kind? {
        if reasons.contains(where: \.isUncertain) { return effect == .allow ? .leftOut : .forbidsMore }
        if statement == nil { return .dropped }
        if reasons.contains(where: \.isDecision) { return .decided }
        return reasons.contains { if case .resolved = $0 { true } else { false } } ? .resolved : nil
    }

    /// The reasons that matter for a kind of finding, what isn't certain first.
    private func told(_ kind: Finding.Kind) -> [MirroringReason] {
        let told = reasons.filter(\.isUncertain) + reasons.filter { !$0.isUncertain }
        return told.filter { reason in
            switch reason {
            case .derivedByService: false
            case .resolved: statement != nil
            // One that is true for one way of making requests and not for another is why the statement differs.
            case .decided(let comparison, let holds, let mfa):
                !reasons.contains(.decided(comparison, holds: !holds, mfa: mfa))
                    || !reasons.contains(.differsByCredentials)
            default: true
            }
        }
    }

    private static func title(of kind: Finding.Kind, _ effect: PolicyStatement.Effect) -> String {
        switch kind {
        case .leftOut: "left out"
        case .forbidsMore: "forbids more"
        case .dropped: effect == .allow ? "allows nothing" : "forbids nothing"
        case .decided: effect == .allow ? "decided" : "in force"
        case .resolved: "written for the user"
        case .note: "note"
        }
    }

    /// The words of reasons, each once.
    private static func words(
        _ reasons: [MirroringReason], separator: String, _ words: (MirroringReason) -> String
    ) -> String {
        var all: [String] = []
        for word in reasons.map(words) where !all.contains(word) { all.append(word) }
        return all.joined(separator: separator)
    }
}

extension MirroringReason {
    fileprivate var noteOnIdentity: String {
        guard case .resolved(let variable) = self else { return words }
        return """
            ${\(variable)} is the user's here; what services write down of whoever makes something (queries, sessions, \
            notebooks) is the role's when it is made from the role, and the statement doesn't cover that
            """
    }
}
