/// How much of what policies allow to a user isn't allowed to the role.
package struct MirroringLoss: Sendable, Equatable {
    /// Allows that are in the role.
    private(set) var keptAllows = 0
    /// Allows that are not, though the user may have what they allow: for want of a second factor, or of certainty.
    private(set) var lostAllows = 0
    /// Whether one of these is about nearly everything.
    private var keepsBroadAllow = false
    private var losesBroadAllow = false
    /// Whether some of it is for want of a second factor.
    private(set) var isByMFA = false
    /// Whether a Deny of nearly everything is in force, and wouldn't be with a second factor, or with certainty.
    private(set) var deniesMost = false

    package init() {}

    /// Whether most of what the policies allow falls away.
    package var isMost: Bool { deniesMost || (!keepsBroadAllow && (losesBroadAllow || lostAllows > keptAllows)) }

    /// What the person is told when most falls away; nil otherwise.
    package var finding: Finding? {
        guard isMost else { return nil }
        let what = "Most of what your IAM user may do isn't in your role"
        return isByMFA
            ? Finding(
                .leftOut, policy: nil,
                "\(what): your policies ask for a second factor, and Latchkey can't tell that you have shown one.",
                advice: Self.adviceOnMFA)
            : Finding(
                .leftOut, policy: nil, "\(what): it can't be carried over with certainty.",
                advice: "The page about your role tells why, statement by statement.")
    }

    static let adviceOnMFA = """
        If everybody needs a second factor to sign in here, the people who run Latchkey can tell it so \
        (LATCHKEY_SSO_MFA). Otherwise sign in to AWS as your IAM user, with your second factor.
        """

    mutating func add(_ mirrored: MirroredStatement, of statement: PolicyStatement) {
        let isByMFA = mirrored.reasons.contains(where: \.isLackOfMFA)
        let isChanged = isByMFA || mirrored.reasons.contains(where: \.isUncertain)
        switch (statement.effect, mirrored.statement) {
        case (.allow, .some):
            keptAllows += 1
            keepsBroadAllow = keepsBroadAllow || statement.isBroad
        case (.allow, nil) where isChanged:
            lostAllows += 1
            losesBroadAllow = losesBroadAllow || statement.isBroad
            self.isByMFA = self.isByMFA || isByMFA
        case (.deny, .some(let deny)) where isChanged && deny.isBroad && deny.isUnconditional:
            deniesMost = true
            self.isByMFA = self.isByMFA || isByMFA
        case (.allow, nil), (.deny, _): break
        }
    }

    package static func + (a: MirroringLoss, b: MirroringLoss) -> MirroringLoss {
        var sum = a
        sum.keptAllows += b.keptAllows
        sum.lostAllows += b.lostAllows
        sum.keepsBroadAllow = a.keepsBroadAllow || b.keepsBroadAllow
        sum.losesBroadAllow = a.losesBroadAllow || b.losesBroadAllow
        sum.isByMFA = a.isByMFA || b.isByMFA
        sum.deniesMost = a.deniesMost || b.deniesMost
        return sum
    }
}

extension PolicyStatement {
    /// Whether the statement is about every action, or all but some, on every resource.
    fileprivate var isBroad: Bool {
        (elements["NotAction"] != nil || elements["Action"]?.hasWildcard == true)
            && elements["Resource"]?.hasWildcard == true
    }

    /// Whether the statement applies whatever a person asks for: their own requests don't come through a service.
    fileprivate var isUnconditional: Bool {
        let comparisons =
            elements["Condition"]?.members?.values.flatMap { $0.members.map { Array($0.keys) } ?? [] } ?? []
        return comparisons.allSatisfy { $0.lowercased() == "aws:viaawsservice" }
    }
}

extension PolicyElement {
    fileprivate var hasWildcard: Bool {
        switch self {
        case .string(let text): text == "*"
        case .array(let values): values.contains("*")
        default: false
        }
    }
}
