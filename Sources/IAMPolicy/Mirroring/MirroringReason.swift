/// Why a statement isn't in the role as it stands in the user's policy.
enum MirroringReason: Hashable {
    /// The user's value took the place of a variable.
    case resolved(variable: String)
    /// A comparison is always true for the user, or never; `mfa` says by which second factor, where it asks for one.
    case decided(_ comparison: String, holds: Bool, mfa: PrincipalFacts.MFA?)
    /// Every resource has a variable that the user has no value for.
    case matchesNothing
    /// A service sets the key by what it knows of whoever asks.
    case derivedByService(key: String)

    // These aren't certain.

    /// A comparison is with a key whose value isn't known before the request.
    case unknownValue(key: String)
    /// A comparison has a variable, and its operator isn't one for texts or ARNs.
    case variableInOperator(_ comparison: String)
    /// A variable has no known value for the user; `place` is what has it.
    case variableWithoutValue(place: String)
    /// A comparison can't be decided, for any other reason.
    case undecidable(_ comparison: String)
    /// The statement becomes one thing for the user's access key, and another for a console session.
    case differsByCredentials

    /// Whether the role has less than the user because of this.
    var isUncertain: Bool {
        switch self {
        case .resolved, .decided, .matchesNothing, .derivedByService: false
        case .unknownValue, .variableInOperator, .variableWithoutValue, .undecidable, .differsByCredentials: true
        }
    }

    var isDecision: Bool {
        if case .decided = self { true } else { false }
    }

    /// The comparison was decided as for a user who has shown no second factor.
    var isLackOfMFA: Bool {
        if case .decided(_, _, mfa: .absent) = self { true } else { false }
    }

    /// What a service writes down of the user, it doesn't write down of the role.
    var isAboutIdentity: Bool {
        switch self {
        case .resolved(let variable): ["aws:userid", "aws:principalarn"].contains(variable.lowercased())
        case .derivedByService: true
        default: false
        }
    }

    var words: String {
        switch self {
        case .resolved(let variable): "${\(variable)} is written as its value for the user"
        case .decided(let comparison, let holds, let mfa):
            "\(comparison) is \(holds ? "always" : "never") true \(mfa.map(Self.words) ?? "for the user")"
        case .matchesNothing: "each of its resources has a variable that has no value for the user"
        case .derivedByService(let key): "the service sets \(key) by who asks: that is the role's session, not the user"
        case .unknownValue(let key): "the value of \(key) isn't known before the request"
        case .variableInOperator(let comparison):
            "\(comparison) compares with a variable, and AWS has variables only in texts and ARNs"
        case .variableWithoutValue(let place): "\(place) a variable that has no known value for the user"
        case .undecidable(let comparison): "\(comparison) can't be decided before the request"
        case .differsByCredentials:
            "for the user it depends on whether an access key or a session without a second factor is used"
        }
    }

    private static func words(_ mfa: PrincipalFacts.MFA) -> String {
        switch mfa {
        case .absent: "without a second factor"
        case .present: "with a second factor, which the sign-on asks for"
        }
    }

    /// What the person can do about it, or have done.
    var advice: String {
        let change = "Ask the people who run your AWS account to change the policy: "
        return switch self {
        case .resolved, .matchesNothing, .decided(_, _, mfa: nil): "Nothing to do: for your IAM user it is the same."
        case .decided(_, _, mfa: .present): "Nothing to do, as long as everybody needs a second factor to sign in here."
        case .decided(_, _, mfa: .absent): MirroringLoss.adviceOnMFA
        case .derivedByService: "Look up in the service's documentation what it sets the key to for a role's session."
        case .unknownValue(let key): change + "it could ask for a tag in place of \(key)."
        case .variableInOperator: change + "the value itself should stand where the variable is."
        case .variableWithoutValue:
            change + "a variable is written ${key} or ${key, 'default'}, with a key that your requests have."
        case .undecidable: change + "it could use another operator, with plain values."
        case .differsByCredentials:
            change + "operators that end in IfExists, such as BoolIfExists, say the same for access keys and sessions."
        }
    }
}
