import AWS
import Formats
import FoundationEssentials
import IAMPolicy
import LatchkeyCore
import RoleMirror
import RoleRecords

extension ConsoleAnswers {
    /// `GET /console/role`: what the caller's role is to be, and what a sync would change.
    ///
    /// Of a policy it is told what it `became`: `attached` as it is, its statements `merged` into policies of the role,
    /// or the role's `boundary`, if need be as a `boundary-copy`. `documents` are what the role's own policies say, as
    /// JSON texts; `changes` the writes of a sync, in order.
    static func role(_ preview: RolePreview) -> JSONValue {
        let plan = preview.plan
        let inline = plan.inlinePolicies.sorted { $0.key < $1.key }.map { ($0.key.rawValue, $0.value.minified) }
        let own = plan.ownPolicies.sorted { $0.key < $1.key }.map { ($0.key.description, $0.value.minified) }
        return JSONValue(present: [
            "PermissionsBoundary": plan.permissionsBoundary.map { .string($0.description) },
            "RoleArn": .string(preview.roleARN.description),
            "attached": .array(plan.attachedPolicies.keys.map(\.description).sorted().map { .string($0) }),
            "changes": .array(preview.changes.map { .string($0.words) }),
            "current": .bool(preview.changes.isEmpty),
            "documents": .array((inline + own).map { ["document": .string($1), "name": .string($0)] }),
            "findings": .array(plan.findings.map(finding)),
            "fingerprint": .string(plan.fingerprint),
            "policies": .array(plan.sources.map(policy)),
            "revoked_at": preview.revokedBefore.map { .string(Timestamp.format($0)) },
            "synced_at": preview.record?.syncedAt.map { .string(Timestamp.format($0)) },
        ])
    }

    private static func policy(_ source: RolePlan.Source) -> JSONValue {
        JSONValue(present: [
            "arn": source.arn.map { .string($0.description) }, "became": .string(source.standing.rawValue),
            "group": source.group.map { .string($0) }, "name": .string(source.name),
        ])
    }

    private static func finding(_ finding: Finding) -> JSONValue {
        JSONValue(present: [
            "kind": .string(finding.kind.rawValue), "policy": finding.policy.map { .string($0) },
            "words": .string(finding.words),
        ])
    }
}

extension RoleChange {
    /// The change in words.
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
