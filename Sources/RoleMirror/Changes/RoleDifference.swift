import AWS
import IAMPolicy

/// What differs between a role as it is and its plan, and the writes for it that are the same however the change is made.
struct RoleDifference {
    let held: ParsedRole
    let plan: RolePlan
    let quotas: RoleQuotas
    /// Managed policies that are planned and not attached.
    let attaching: [ARN: PolicyDocument]
    /// Managed policies that are attached and not planned; nil where their document isn't known.
    let detaching: [ARN: PolicyDocument?]
    let tags: TagDifference

    init(from held: ParsedRole, to plan: RolePlan, quotas: RoleQuotas) {
        self.held = held
        self.plan = plan
        self.quotas = quotas
        attaching = plan.attachedPolicies.filter { held.attached[$0.key] == nil }
        detaching = held.attached.filter { plan.attachedPolicies[$0.key] == nil }
        tags = TagDifference(from: held.role?.tags, to: plan.roleTags)
    }

    var isNew: Bool { held.role == nil }

    /// Whether any policy comes, goes or changes, apart from the boundary.
    var policiesChange: Bool {
        !attaching.isEmpty || !detaching.isEmpty || held.known != plan.inlinePolicies
            || held.inlineNames.count != held.known.count
    }

    func isPlanned(_ name: PolicyName) -> Bool {
        InlinePolicyName(rawValue: name.rawValue).map { plan.inlinePolicies[$0] != nil } ?? false
    }

    // MARK: Writes

    /// Writes that give nobody a right: the role itself, its trust policy and session limit, and policies of Latchkey's own
    /// that nothing uses yet.
    var foundation: [RoleChange] {
        var changes: [RoleChange] = []
        if let role = held.role {
            if (try? PolicyDocument(parsing: role.assumeRolePolicyDocument)) != plan.trustPolicy {
                changes.append(.updateTrust(plan.trustPolicy.minified))
            }
            if role.maxSessionDuration != plan.maxSessionDuration {
                changes.append(.updateMaxSessionDuration(plan.maxSessionDuration))
            }
        } else {
            changes.append(.create(plan))
        }
        return changes
            + plan.ownPolicies.filter { held.own[$0.key] == nil }.sorted { $0.key < $1.key }.map {
                .createPolicy($0.key, document: $0.value.minified)
            }
    }

    var settingBoundary: [RoleChange] {
        let standing = isNew ? plan.boundaryAtCreation : held.boundary
        guard let boundary = plan.permissionsBoundary, boundary != standing else { return [] }
        return [.putBoundary(boundary)]
    }

    /// Whether a policy of Latchkey's own has to be created before it can be set as the boundary.
    var boundaryNeedsPolicy: Bool {
        guard !settingBoundary.isEmpty, let boundary = plan.permissionsBoundary else { return false }
        return plan.ownPolicies[boundary] != nil
    }

    var deletingBoundary: [RoleChange] {
        plan.permissionsBoundary == nil && held.boundary != nil ? [.deleteBoundary] : []
    }

    /// Restores policies of Latchkey's own that somebody else changed.
    var resets: [RoleChange] {
        plan.ownPolicies.sorted { $0.key < $1.key }.compactMap { arn, document in
            guard let standing = held.own[arn], standing != document else { return nil }
            return .resetPolicy(arn, document: document.minified)
        }
    }

    var attachments: [RoleChange] { attaching.keys.sorted().map { .attach($0) } }

    var detachments: [RoleChange] { detaching.keys.sorted().map { .detach($0) } }

    /// Deletes policies of Latchkey's own that nothing uses any more.
    var unusedPolicies: [RoleChange] {
        held.own.keys.filter { plan.ownPolicies[$0] == nil }.sorted().map { .deletePolicy($0) }
    }
}

extension RoleChange {
    static func putInline(_ name: InlinePolicyName, _ document: PolicyDocument) -> RoleChange {
        .putInline(name: name.policyName, document: document.minified)
    }
}
