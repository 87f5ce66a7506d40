import AWS
import IAMPolicy

/// The policies of a user as they are to stand in the role: collected from one policy after the other.
struct PolicyTranslation {
    private let facts: [PrincipalFacts]
    /// Statements that have to stand in a policy of the role.
    private(set) var statements: [PooledStatement] = []
    /// Managed policies that say for the role what they say for the user.
    private(set) var attachable: [ARN: PolicyDocument] = [:]
    /// What the user's inline policies are for the role, in their order, and the managed ones.
    private(set) var inline: [PolicyDocument.Mirrored] = []
    private(set) var managed: [ARN: PolicyDocument.Mirrored] = [:]
    /// The user's permissions boundary, and what it is for the role.
    private(set) var boundary: (arn: ARN, mirrored: PolicyDocument.Mirrored)?

    /// What became of the statements of all policies.
    var findings: [Finding] {
        ((inline + managed.values).flatMap(\.findings) + (boundary?.mirrored.findings ?? [])).sorted()
    }

    /// What the user is told when most of what they may do falls away; nil otherwise.
    var shortfall: Finding? {
        let loss = (inline + managed.values).map(\.loss).reduce(MirroringLoss(), +)
        return loss.finding ?? boundary?.mirrored.loss.finding
    }

    /// Translates every policy of a user.
    ///
    /// - Throws: ``RoleMirrorError/policyNotMirrorable(policy:_:)`` for a policy that can't be read.
    init(of user: UserSnapshot, mfa: PrincipalFacts.MFA) throws(RoleMirrorError) {
        facts = PrincipalFacts.list(of: user.user, mfa: mfa, roleTagKeys: [Tag.mirrorKey])
        for policy in user.inline {
            let mirrored = try translate(policy.document, title: policy.title)
            inline.append(mirrored)
            add(mirrored.document)
        }
        for arn in user.managed.sorted() {
            let mirrored = try translate(user.documents[arn], title: arn.resourceName)
            managed[arn] = mirrored
            if mirrored.isUnchanged { attachable[arn] = mirrored.document } else { add(mirrored.document) }
        }
        if let arn = user.user.permissionsBoundary {
            var mirrored = try translate(user.documents[arn], title: arn.resourceName)
            // A document needs a statement. A boundary that never allowed the user anything denies the role everything.
            if mirrored.document.statements.isEmpty { mirrored.document.statements = [.denyingAll] }
            boundary = (arn, mirrored)
        }
    }

    private mutating func add(_ document: PolicyDocument) { statements += PooledStatement.list(of: document) }

    private func translate(
        _ text: String?, title: String
    ) throws(RoleMirrorError) -> PolicyDocument.Mirrored {
        do throws(MalformedPolicy) {
            guard let text else { throw .element("document") }
            return try PolicyDocument(parsing: text).mirrored(for: facts, title: title)
        } catch {
            throw .policyNotMirrorable(policy: title, error)
        }
    }
}
