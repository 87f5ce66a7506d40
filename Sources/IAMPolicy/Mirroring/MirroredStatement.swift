/// What becomes of a user's statement in the user's role.
struct MirroredStatement: Equatable {
    /// Nil when the statement never applies to the user, or when it had to be left out.
    var statement: PolicyStatement?
    /// Why the statement isn't what it was; empty when it is. Each once.
    var reasons: [MirroringReason] = []

    /// Combines what the statement becomes for two ways in which the user may make requests, as a role can't tell which of
    /// them it stands in for: an Allow stays only if it is the same for both, a Deny applies wherever either does.
    func joined(with other: MirroredStatement, _ effect: PolicyStatement.Effect) -> MirroredStatement {
        var joined = MirroredStatement(
            statement: statement, reasons: reasons + other.reasons.filter { !reasons.contains($0) })
        guard statement != other.statement else { return joined }
        joined.reasons.append(.differsByCredentials)
        switch effect {
        case .allow: joined.statement = nil
        case .deny:
            if let statement, let other = other.statement {
                joined.statement = statement.widened(by: other)
            } else {
                joined.statement = statement ?? other.statement
            }
        }
        return joined
    }
}

extension PolicyStatement {
    /// A statement that applies wherever this one or the other does. The two differ only in resources and conditions.
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
