/// What becomes of a user's statement in the user's role.
struct MirroredStatement: Equatable {
    /// Nil when the statement never applies to the user, or when it had to be left out.
    var statement: PolicyStatement?
    /// How the role differs from the user because of this statement, in words; nil when it doesn't.
    var finding: String?

    /// Combines what the statement becomes for two ways in which the user may make requests, as a role can't tell which of
    /// them it stands in for: an Allow stays only if it is the same for both, a Deny applies wherever either does.
    func joined(with other: MirroredStatement, _ effect: PolicyStatement.Effect) -> MirroredStatement {
        var reasons = [finding, other.finding].compactMap { $0 }
        if reasons.count == 2, reasons[0] == reasons[1] { reasons.removeLast() }
        var joined = statement
        if statement != other.statement {
            let what = "for the user it depends on whether an access key or a session without a second factor is used"
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
