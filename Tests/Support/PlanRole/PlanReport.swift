import AWS
import IAMPolicy
import RoleMirror

/// One line of the output: the plan of a role, or the error that there is instead.
struct PlanReport: Encodable {
    struct Finding: Encodable {
        var kind: String
        var policy: String?
        var statement: Int?
        var words: String
    }

    var error: String?
    var role: String?
    var inline: [String: String]?
    /// The documents of attached policies as the plan has them, by ARN.
    var attached: [String: String]?
    /// The documents of the policies that Latchkey makes for the role, by ARN.
    var own: [String: String]?
    var boundary: String?
    var tags: [String: String]?
    /// The tags of the role's sessions.
    var sessionTags: [String: String]?
    var findings: [Finding]?

    init(error: any Error) {
        self.error = String(describing: error)
    }

    init(_ plan: RolePlan, sessionTags: [Tag]) {
        func texts(_ documents: [ARN: PolicyDocument]) -> [String: String] {
            Dictionary(uniqueKeysWithValues: documents.map { ($0.key.description, $0.value.minified) })
        }
        role = "arn:aws:iam::123456789012:role\(plan.path)\(plan.roleName)"
        inline = Dictionary(uniqueKeysWithValues: plan.inlinePolicies.map { ($0.key.rawValue, $0.value.minified) })
        attached = texts(plan.attachedPolicies)
        own = texts(plan.ownPolicies)
        boundary = plan.permissionsBoundary?.description
        tags = Dictionary(uniqueKeysWithValues: plan.roleTags.map { ($0.key, $0.value) })
        self.sessionTags = Dictionary(uniqueKeysWithValues: sessionTags.map { ($0.key, $0.value) })
        findings = plan.findings.map {
            Finding(kind: $0.kind.rawValue, policy: $0.policy, statement: $0.statement, words: $0.words)
        }
    }
}
