import AWS
import IAMPolicy

/// A role's policies parsed, as far as they can be.
struct ParsedRole {
    /// Nil when there is no role: then everything else is empty.
    let role: Role?
    /// The names of all inline policies.
    private(set) var inlineNames: Set<PolicyName> = []
    /// The inline policies that can be read.
    private(set) var documents: [PolicyName: PolicyDocument] = [:]
    /// Those of ``documents`` whose names a plan can hold.
    private(set) var known: [InlinePolicyName: PolicyDocument] = [:]
    /// The names of those that contain no Deny.
    private(set) var allowsOnly: Set<PolicyName> = []
    /// The names of those that can't be read, or that have the name of the one that ends sessions and say something else.
    private(set) var unreadable: Set<PolicyName> = []
    /// The sizes of all inline policies, in characters without white space.
    private(set) var sizes: [PolicyName: Int] = [:]
    /// The attached policies; nil where the document isn't known or can't be read.
    private(set) var attached: [ARN: PolicyDocument?] = [:]
    /// Policies of Latchkey's own that are attached or are the boundary; nil where the document can't be read.
    private(set) var own: [ARN: PolicyDocument?] = [:]

    var boundary: ARN? { role?.permissionsBoundary }

    /// - Parameters:
    ///   - snapshot: nil when there is no role.
    ///   - path: where Latchkey's own policies are.
    init(_ snapshot: RoleSnapshot?, path: Path) {
        role = snapshot?.role
        guard let snapshot else { return }
        for (name, text) in snapshot.inlinePolicies { add(inline: name, text) }
        for arn in snapshot.attachedPolicies { attached[arn] = .some(snapshot.document(arn)) }
        let boundary = [snapshot.role.permissionsBoundary].compactMap { $0 }
        for arn in snapshot.attachedPolicies.union(boundary) where RoleNaming.isOwnPolicy(arn, at: path) {
            own[arn] = .some(snapshot.document(arn))
        }
    }

    private mutating func add(inline name: PolicyName, _ text: String) {
        inlineNames.insert(name)
        sizes[name] = text.countWithoutWhiteSpace
        guard let document = try? PolicyDocument(parsing: text),
            name != InlinePolicyName.revocation.policyName || document.deniedSessionsEnd != nil
        else {
            unreadable.insert(name)
            return
        }
        documents[name] = document
        if document.statements.allSatisfy({ $0.effect == .allow }) { allowsOnly.insert(name) }
        if let planned = InlinePolicyName(rawValue: name.rawValue) { known[planned] = document }
    }
}

extension RoleSnapshot {
    fileprivate func document(_ arn: ARN) -> PolicyDocument? {
        documents[arn].flatMap { try? PolicyDocument(parsing: $0) }
    }
}
