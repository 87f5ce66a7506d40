import AWS
import IAMPolicy

/// What a role holds, read as far as it can be.
struct HeldPolicies {
    /// Nil when there is none: then it holds nothing.
    let role: Role?
    /// The names of all inline policies.
    var inlineNames: Set<PolicyName> = []
    /// The inline policies that can be read.
    var documents: [PolicyName: PolicyDocument] = [:]
    /// Those that a plan has a name for.
    var known: [RolePlan.InlineName: PolicyDocument] = [:]
    /// The names of those that only allow.
    var allowsOnly: Set<PolicyName> = []
    /// The names of those that can't be read, or that only have the name of one that ends sessions.
    var unreadable: Set<PolicyName> = []
    /// The sizes of the inline policies, in characters without white space.
    var sizes: [PolicyName: Int] = [:]
    /// The attached policies; nil where it is not known what they say.
    var attached: [ARN: PolicyDocument?] = [:]
    /// The policies of Latchkey's own, attached or as the boundary; nil where they can't be read.
    var own: [ARN: PolicyDocument?] = [:]

    var boundary: ARN? { role?.permissionsBoundary }

    init(_ state: RoleState?, naming: RoleNaming) {
        role = state?.role
        guard let state else { return }
        inlineNames = Set(state.inlinePolicies.keys)
        for (name, text) in state.inlinePolicies {
            sizes[name] = text.countWithoutWhiteSpace
            guard let document = try? PolicyDocument(parsing: text),
                name != RolePlan.InlineName.revocation.policyName || document.deniedSessionsEnd != nil
            else {
                unreadable.insert(name)
                continue
            }
            documents[name] = document
            if document.statements.allSatisfy({ $0.effect == .allow }) { allowsOnly.insert(name) }
            if let known = RolePlan.InlineName(rawValue: name.rawValue) { self.known[known] = document }
        }
        func document(_ arn: ARN) -> PolicyDocument? {
            state.documents[arn].flatMap { try? PolicyDocument(parsing: $0) }
        }
        for arn in state.attachedPolicies { attached[arn] = .some(document(arn)) }
        for arn in state.attachedPolicies.union([state.role.permissionsBoundary].compactMap { $0 })
        where naming.ownsPolicy(arn) {
            own[arn] = .some(document(arn))
        }
    }
}
