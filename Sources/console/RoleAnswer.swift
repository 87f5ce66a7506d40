import AWS
import FoundationEssentials
import LatchkeyCore

/// `GET /console/role` as JSON: what the caller's role is to be, and what a sync would change.
struct RoleAnswer: Encodable {
    struct Policy: Encodable {
        var name: String
        var group: String?
        var arn: String?
        /// `attached` as it is, or its statements `merged` into policies of the role.
        var became: String
    }

    struct Difference: Encodable {
        var kind: String
        var policy: String?
        var words: String
    }

    struct Document: Encodable {
        var name: String
        var document: String
    }

    var RoleArn: String
    var fingerprint: String
    var PermissionsBoundary: String?
    var policies: [Policy]
    /// What the role's own policies say, as JSON texts.
    var documents: [Document]
    var attached: [String]
    var findings: [Difference]
    var synced_at: Date?
    var revoked_at: Date?
    /// Whether the role is as planned now.
    var current: Bool
    /// The writes of a sync, in order.
    var changes: [String]

    init(_ preview: RolePreview) {
        let plan = preview.plan
        RoleArn = preview.roleARN.description
        fingerprint = plan.fingerprint
        PermissionsBoundary = plan.permissionsBoundary?.description
        policies = plan.sources.map {
            Policy(name: $0.name, group: $0.group, arn: $0.arn?.description, became: $0.standing.rawValue)
        }
        documents =
            plan.inlinePolicies.sorted { $0.key < $1.key }
            .map { Document(name: $0.key.rawValue, document: $0.value.minified) }
            + plan.ownPolicies.sorted { $0.key < $1.key }
            .map { Document(name: $0.key.description, document: $0.value.minified) }
        attached = plan.attachedPolicies.keys.map(\.description).sorted()
        findings = plan.findings.map { Difference(kind: $0.kind.rawValue, policy: $0.policy, words: $0.words) }
        synced_at = preview.record?.syncedAt
        revoked_at = preview.record?.revokedAt
        current = preview.writes.isEmpty
        changes = preview.writes.map(\.words)
    }
}

extension RoleWrite {
    /// The write in words.
    var words: String {
        switch self {
        case .create: "make the role"
        case .updateTrust: "set its trust policy"
        case .updateMaxSessionDuration(let seconds): "let its sessions last \(seconds) s"
        case .putBoundary(let arn): "bound it by \(arn)"
        case .deleteBoundary: "remove its permissions boundary"
        case .tag(let tags): "tag it with \(tags.map(\.key).joined(separator: ", "))"
        case .untag(let keys): "remove the tags \(keys.joined(separator: ", "))"
        case .putInline(let name, _): "write its inline policy \(name)"
        case .deleteInline(let name): "delete its inline policy \(name)"
        case .attach(let arn): "attach \(arn)"
        case .detach(let arn): "detach \(arn)"
        case .createPolicy(let arn, _): "make the policy \(arn)"
        case .resetPolicy(let arn, _): "make \(arn) say again what it did"
        case .deletePolicy(let arn): "delete the policy \(arn)"
        }
    }
}
