import AWS
import Formats
import FoundationEssentials
import IAMPolicy
import RoleMirror
import RoleRecords

extension ConsoleAnswers {
    /// `GET /console/role`: what the caller's role is planned to be, and what the next login would change in it.
    ///
    /// `became` tells what a policy of the user is in the role: `attached` as it is, its statements `merged` into policies of
    /// the role, all of them `dropped`, or the role's `boundary`, perhaps as a `boundary-copy`; its `findings` tell of each
    /// statement that isn't as it was. `shortfall` is there when most of what the user may do isn't in the role. `documents`
    /// are the role's own policies, as JSON texts. `changes` are the writes of the next login, in order.
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
            "shortfall": plan.shortfall.map(finding),
            "revoked_at": preview.revokedBefore.map { .string(Timestamp.format($0)) },
            "synced_at": preview.record?.syncedAt.map { .string(Timestamp.format($0)) },
        ])
    }

    private static func policy(_ source: RolePlan.Source) -> JSONValue {
        JSONValue(present: [
            "arn": source.arn.map { .string($0.description) }, "became": .string(source.standing.rawValue),
            "findings": source.findings.isEmpty ? nil : .array(source.findings.map(finding)),
            "group": source.group.map { .string($0) }, "name": .string(source.name),
        ])
    }

    private static func finding(_ finding: Finding) -> JSONValue {
        JSONValue(present: [
            "advice": finding.advice.map { .string($0) }, "kind": .string(finding.kind.rawValue),
            "policy": finding.policy.map { .string($0) }, "statement": finding.statement.map { .integer($0) },
            "words": .string(finding.words),
        ])
    }
}
