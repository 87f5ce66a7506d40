import AWS
import IAMPolicy

/// The policies of a user as they are to stand in the role: collected from one policy after the other.
struct PolicyTranslation {
    private let facts: [PrincipalFacts]
    /// Statements that have to stand in a policy of the role.
    private(set) var statements: [PooledStatement] = []
    /// Managed policies that say for the role what they say for the user.
    private(set) var attachable: [ARN: PolicyDocument] = [:]
    /// The user's permissions boundary, and what it is for the role.
    private(set) var boundary: (arn: ARN, mirrored: PolicyDocument.Mirrored)?
    private(set) var findings: [Finding] = []

    /// - Parameter facts: what is known of the user; see ``PrincipalFacts/list(of:mfa:)``.
    init(facts: [PrincipalFacts]) { self.facts = facts }

    /// - Throws: ``RoleMirrorError/policyNotMirrorable(policy:_:)`` for a policy that can't be read.
    mutating func add(_ user: UserSnapshot) throws(RoleMirrorError) {
        for policy in user.inline { add(try translate(policy.document, title: policy.title).document) }
        for arn in user.managed.sorted() {
            let mirrored = try translate(user.documents[arn], title: arn.resourceName)
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

    private mutating func translate(
        _ text: String?, title: String
    ) throws(RoleMirrorError) -> PolicyDocument.Mirrored {
        do throws(MalformedPolicy) {
            guard let text else { throw .element("document") }
            let mirrored = try PolicyDocument(parsing: text).mirrored(for: facts, title: title)
            findings += mirrored.findings
            return mirrored
        } catch {
            throw .policyNotMirrorable(policy: title, error)
        }
    }
}
