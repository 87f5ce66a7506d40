package import AWS
import Concurrency
package import FoundationEssentials
import IAMPolicy

/// Reads users and roles, and carries out what a plan says.
package struct RoleMirror: Sendable {
    private let iam: IAM
    private let memory: MirrorMemory

    /// - Parameters:
    ///   - iam: for one login or clean-up.
    ///   - memory: shared by all of the process.
    package init(iam: IAM, memory: MirrorMemory = MirrorMemory()) {
        self.iam = iam
        self.memory = memory
    }

    /// When the request is over for whom this is; nil when nobody waits.
    var deadline: ContinuousClock.Instant? { iam.client.deadline }

    // MARK: Reading

    /// Managed policies to be read for one login from now on, each once.
    package func managedDocuments(now: Date) -> ManagedDocuments {
        ManagedDocuments(iam: iam, remembered: memory.documents, start: now)
    }

    /// Everything about a user that a role can mirror; two round trips deep, however many policies there are. One more
    /// where a group of theirs isn't known, and one where a managed policy has a version that isn't known yet, or was made
    /// a moment ago.
    ///
    /// - Throws: also `NoSuchEntity` when something was deleted while it was read.
    func policies(
        of name: UserName, _ managed: ManagedDocuments
    ) async throws(AWSError) -> (user: User, policies: UserPolicies) {
        async let groups = outcome { () throws(AWSError) in try await groupPolicies(of: name, managed) }
        async let inline = outcome { () throws(AWSError) in
            try await sideBySide(try await iam.listUserPolicies(userName: name)) { policy throws(AWSError) in
                UserPolicies.Inline(
                    name: policy.rawValue, document: try await iam.getUserPolicy(userName: name, policyName: policy))
            }
        }
        async let attached = outcome { () throws(AWSError) in
            try await managed.read(try await iam.listAttachedUserPolicies(userName: name).map(\.policyARN))
        }
        // The user is asked for again, so that reading need not wait until the boundary is known.
        async let boundary = outcome { () throws(AWSError) in
            let user = try await iam.getUser(userName: name)
            return (user, try await managed.read([user.permissionsBoundary].compactMap { $0 }))
        }
        let (inherited, own, direct) = (try await groups.get(), try await inline.get(), try await attached.get())
        var documents = direct
        for group in inherited { documents.merge(group.managed) { $1 } }
        let managedPolicies = Set(documents.keys)
        let (user, bounds) = try await boundary.get()
        documents.merge(bounds) { $1 }
        return (
            user,
            UserPolicies(inline: own + inherited.flatMap(\.inline), managed: managedPolicies, documents: documents)
        )
    }

    private typealias GroupPolicies = (inline: [UserPolicies.Inline], managed: [ARN: String])

    private func groupPolicies(
        of userName: UserName, _ managed: ManagedDocuments
    ) async throws(AWSError) -> [GroupPolicies] {
        // Those that the user was in before are read while IAM is asked whether they still count.
        let supposed = memory.groups[userName] ?? []
        async let early = sideBySide(supposed) { group in
            (group, await outcome { () throws(AWSError) in try await policies(of: group, managed) })
        }
        let names = try await iam.listGroupsForUser(userName: userName).map(\.groupName)
        memory.groups[userName] = names
        let further = try await sideBySide(names.filter { !supposed.contains($0) }) { group throws(AWSError) in
            try await policies(of: group, managed)
        }
        var found = further
        for (group, policies) in await early where names.contains(group) { found.append(try policies.get()) }
        return found
    }

    private func policies(
        of group: GroupName, _ managed: ManagedDocuments
    ) async throws(AWSError) -> GroupPolicies {
        async let attached = outcome { () throws(AWSError) in
            try await managed.read(try await iam.listAttachedGroupPolicies(groupName: group).map(\.policyARN))
        }
        let inline = try await sideBySide(try await iam.listGroupPolicies(groupName: group)) {
            policy throws(AWSError) in
            UserPolicies.Inline(
                group: group.rawValue, name: policy.rawValue,
                document: try await iam.getGroupPolicy(groupName: group, policyName: policy))
        }
        return (inline, try await attached.get())
    }

    /// What a role holds, or nil when there is none; no deeper than a user's policies.
    package func state(
        of roleName: RoleName, _ managed: ManagedDocuments, naming: RoleNaming
    ) async throws(AWSError) -> RoleState? {
        async let role = outcome { () throws(AWSError) in
            let role = try await iam.getRole(roleName: roleName)
            return (
                role, try await managed.read([role.permissionsBoundary].compactMap { $0 }.filter(naming.ownsPolicy))
            )
        }
        async let attached = outcome { () throws(AWSError) in
            try await managed.read(try await iam.listAttachedRolePolicies(roleName: roleName).map(\.policyARN))
        }
        async let inline = outcome { () throws(AWSError) in
            try await sideBySide(try await iam.listRolePolicies(roleName: roleName)) { policy throws(AWSError) in
                (policy, try await iam.getRolePolicy(roleName: roleName, policyName: policy))
            }
        }
        do throws(AWSError) {
            let (found, boundary) = try await role.get()
            let policies = try await attached.get()
            return RoleState(
                role: found, inlinePolicies: Dictionary(try await inline.get()) { $1 },
                attachedPolicies: Set(policies.keys), documents: policies.merging(boundary) { $1 })
        } catch  where error.isNoSuchEntity {
            return nil
        }
    }

    /// Those of the managed policies that don't exist.
    func missing(of policies: [ARN]) async throws(AWSError) -> [ARN] {
        try await sideBySide(policies) { arn throws(AWSError) -> ARN? in
            do throws(AWSError) {
                _ = try await iam.getPolicy(policyARN: arn)
                return nil
            } catch  where error.isNoSuchEntity {
                return arn
            }
        }.compactMap { $0 }
    }

    /// The role of a user, if it is Latchkey's; whatever the case of its name, by which IAM tells no two apart, but doesn't
    /// promise to find one either.
    func role(of userName: UserName, naming: RoleNaming) async throws(AWSError) -> Role? {
        let roleName = naming.roleName(for: userName)
        do throws(AWSError) {
            let role = try await iam.getRole(roleName: roleName)
            return naming.owns(role.arn) ? role : nil
        } catch {
            guard error.isNoSuchEntity else { throw error }
        }
        var marker: String?
        repeat {
            let page = try await iam.listRolesPage(
                pathPrefix: naming.path, maxItems: OrphanSearch.rolesPerPage, marker: marker)
            if let role = page.roles.first(where: { $0.roleName.isSame(as: roleName) && naming.owns($0.arn) }) {
                return role
            }
            marker = page.marker
        } while marker != nil
        return nil
    }

    /// The names of all users there are, in lower case.
    func userNames() async throws(AWSError) -> Set<String> {
        Set(try await iam.listUsers().map { $0.userName.description.lowercased() })
    }

    /// Whether there is a user of this name; IAM's list of them may lag behind.
    func hasUser(_ userName: UserName) async throws(AWSError) -> Bool {
        do throws(AWSError) {
            _ = try await iam.getUser(userName: userName)
            return true
        } catch  where error.isNoSuchEntity {
            return false
        }
    }

    package func quotas() async throws(AWSError) -> RoleQuotas {
        RoleQuotas(accountSummary: try await iam.getAccountSummary())
    }

    // MARK: Writing

    /// Carries out the stages one after the other, the writes of each side by side: a role has room for some thirty
    /// policies, so that a stage is one round trip. What IAM throttles is tried again.
    ///
    /// - Parameters:
    ///   - stages: as a plan's ``RoleWrites`` have them.
    ///   - roleName: the role.
    ///   - isOurs: asked before each stage; none is begun any more once it isn't.
    /// - Throws: what IAM says of the first write that fails.
    package func apply(
        _ stages: [[RoleWrite]], to roleName: RoleName, while isOurs: () -> Bool = { true }
    ) async throws(AWSError) {
        for stage in stages {
            guard isOurs() else { return }
            _ = try await sideBySide(stage) { write throws(AWSError) in
                try await apply(write, to: roleName)
            }
        }
    }

    private func apply(_ write: RoleWrite, to roleName: RoleName) async throws(AWSError) {
        switch write {
        case .create(let plan):
            _ = try await iam.createRole(
                roleName: plan.roleName, path: plan.path, assumeRolePolicyDocument: plan.trustPolicy.minified,
                maxSessionDuration: plan.maxSessionDuration, permissionsBoundary: plan.boundaryAtCreation,
                description: plan.description, tags: plan.roleTags)
        case .updateTrust(let document):
            try await iam.updateAssumeRolePolicy(roleName: roleName, policyDocument: document)
        case .updateMaxSessionDuration(let seconds):
            try await iam.updateRole(roleName: roleName, maxSessionDuration: seconds)
        case .putBoundary(let arn):
            try await onceThere { () throws(AWSError) in
                try await iam.putRolePermissionsBoundary(roleName: roleName, permissionsBoundary: arn)
            }
        case .deleteBoundary:
            try await iam.deleteRolePermissionsBoundary(roleName: roleName)
        case .tag(let tags):
            try await iam.tagRole(roleName: roleName, tags: tags)
        case .untag(let keys):
            try await iam.untagRole(roleName: roleName, tagKeys: keys)
        case .putInline(let name, let document):
            try await iam.putRolePolicy(roleName: roleName, policyName: name, policyDocument: document)
        case .deleteInline(let name):
            try await ignoringNoSuchEntity { () throws(AWSError) in
                try await iam.deleteRolePolicy(roleName: roleName, policyName: name)
            }
        case .attach(let arn):
            try await onceThere { () throws(AWSError) in
                try await iam.attachRolePolicy(roleName: roleName, policyARN: arn)
            }
        case .detach(let arn):
            try await ignoringNoSuchEntity { () throws(AWSError) in
                try await iam.detachRolePolicy(roleName: roleName, policyARN: arn)
            }
        case .createPolicy(let arn, let document):
            try await create(arn, document)
        case .resetPolicy(let arn, let document):
            try await reset(arn, document)
        case .deletePolicy(let arn):
            try await delete(policy: arn)
        }
    }

    // MARK: Latchkey's own policies

    private func create(_ arn: ARN, _ document: String) async throws(AWSError) {
        guard let name = PolicyName(arn.resourceName), let path = arn.policyPath else { return }
        do throws(AWSError) {
            _ = try await iam.createPolicy(
                policyName: name, path: path, policyDocument: document, description: "Kept by Latchkey for one role.")
        } catch  where error.code == .entityAlreadyExists {
            // Left by a try that failed: it says what its name says, or is made to.
            try await reset(arn, document)
        }
    }

    /// Makes a policy say what it was made with, if somebody changed it.
    private func reset(_ arn: ARN, _ document: String) async throws(AWSError) {
        let policy = try await iam.getPolicy(policyARN: arn)
        let there = try await iam.getPolicyVersion(policyARN: arn, versionID: policy.defaultVersionID).document
        guard (try? PolicyDocument(parsing: there)) != (try? PolicyDocument(parsing: document)) else { return }
        for version in try await iam.listPolicyVersions(policyARN: arn) where version.standing != .default {
            try await iam.deletePolicyVersion(policyARN: arn, versionID: version.versionID)
        }
        _ = try await iam.createPolicyVersion(policyARN: arn, policyDocument: document, standing: .default)
    }

    /// Deletes a policy with all its versions; one that something else uses is left.
    ///
    /// - Returns: whether it is gone.
    @discardableResult
    package func delete(policy arn: ARN) async throws(AWSError) -> Bool {
        // Few have more versions than one, which goes with the policy.
        if try await deleteIfUnused(arn) { return true }
        try await ignoringNoSuchEntity { () throws(AWSError) in
            for version in try await iam.listPolicyVersions(policyARN: arn) where version.standing != .default {
                try await iam.deletePolicyVersion(policyARN: arn, versionID: version.versionID)
            }
        }
        return try await deleteIfUnused(arn)
    }

    /// Tells whether the policy is gone: it isn't where it has versions, or is attached elsewhere.
    private func deleteIfUnused(_ arn: ARN) async throws(AWSError) -> Bool {
        do throws(AWSError) {
            try await iam.deletePolicy(policyARN: arn)
            return true
        } catch  where error.isNoSuchEntity {
            return true
        } catch  where error.code == .deleteConflict {
            return false
        }
    }

    /// IAM may not know a policy yet that it made a moment ago: tries again for some seconds.
    private func onceThere(_ body: () async throws(AWSError) -> Void) async throws(AWSError) {
        for _ in 0..<5 {
            do throws(AWSError) {
                return try await body()
            } catch  where error.isNoSuchEntity {
                try? await Task.sleep(for: .seconds(1))
            }
        }
        try await body()
    }

    /// Deletes a role and all that hangs on it; a role that is gone already is fine.
    ///
    /// The name alone could be of a role at another path, which is not Latchkey's: the whole ARN has to agree.
    ///
    /// - Parameters:
    ///   - roleARN: the role.
    ///   - naming: which policies go with it.
    ///   - isOurs: asked before each stage of writes.
    /// - Returns: what became of it.
    /// - Throws: what IAM says, apart from `NoSuchEntity`.
    package func remove(
        _ roleARN: ARN, naming: RoleNaming, while isOurs: () -> Bool = { true }
    ) async throws(AWSError) -> Removal {
        guard let roleName = RoleName(roleARN.resourceName) else { return .absent }
        do throws(AWSError) {
            async let role = outcome { () throws(AWSError) in try await iam.getRole(roleName: roleName) }
            async let attached = outcome { () throws(AWSError) in
                try await iam.listAttachedRolePolicies(roleName: roleName)
            }
            let inline = try await iam.listRolePolicies(roleName: roleName)
            let found = try await role.get()
            // IAM's names are one regardless of case, its paths are not.
            guard found.arn.isSame(as: roleARN), naming.owns(found.arn) else { return .absent }
            let policies = try await attached.get().map(\.policyARN)
            do throws(AWSError) {
                try await apply(Self.emptying(inline: inline, attached: policies), to: roleName, while: isOurs)
            } catch  where error.code == .limitExceeded {
                let gate = try await shutInPlace(roleName)
                let left = Self.emptying(
                    inline: try await iam.listRolePolicies(roleName: roleName), attached: policies, gate: gate)
                try await apply(left, to: roleName, while: isOurs)
            }
            guard isOurs() else { return .brokenOff }
            try await iam.deleteRole(roleName: roleName)
            let own = (policies + [found.permissionsBoundary].compactMap { $0 }).filter(naming.ownsPolicy)
            _ = try await sideBySide(own) { arn throws(AWSError) in try await delete(policy: arn) }
            return .removed(found.arn)
        } catch  where error.isNoSuchEntity {
            return .absent
        }
    }

    /// What became of a role that was to be removed.
    package enum Removal: Sendable, Equatable {
        case removed(ARN)
        /// There is none, or none of Latchkey's.
        case absent
        /// The right to change it was lost on the way.
        case brokenOff

        var removed: ARN? {
            guard case .removed(let arn) = self else { return nil }
            return arn
        }
    }

    /// The writes that take everything from a role, Allows before Denies: where a policy's name doesn't tell which it is,
    /// a Deny of everything stands until all are gone.
    ///
    /// - Parameters:
    ///   - inline: the names of the role's inline policies.
    ///   - attached: the policies attached.
    ///   - gate: an inline policy that denies everything already.
    /// - Returns: stages like ``RoleWrites/stages``.
    static func emptying(inline: [PolicyName], attached: [ARN], gate: PolicyName? = nil) -> [[RoleWrite]] {
        let inline = inline.filter { $0 != gate }
        let planned = inline.compactMap { RolePlan.InlineName(rawValue: $0.rawValue) }
        let foreign = inline.filter { RolePlan.InlineName(rawValue: $0.rawValue) == nil }
        var denies = planned.filter(\.isDeny).map(\.policyName)
        var shut: [RoleWrite] = []
        if let gate {
            denies.append(gate)
        } else if foreign.count + attached.count > 1 {
            let gate = RolePlan.InlineName.deny.policyName
            shut = [.putInline(name: gate, document: PolicyDocument.denyingEverything.minified)]
            if !denies.contains(gate) { denies.append(gate) }
        }
        return [
            planned.filter { !$0.isDeny }.map { .deleteInline(name: $0.policyName) },
            shut,
            foreign.map { .deleteInline(name: $0) } + attached.map { .detach($0) },
            denies.map { .deleteInline(name: $0) },
        ].filter { !$0.isEmpty }
    }

    /// Has the role deny everything where no further policy fits: in place of the largest.
    private func shutInPlace(_ roleName: RoleName) async throws(AWSError) -> PolicyName {
        let sizes = try await sideBySide(try await iam.listRolePolicies(roleName: roleName)) { name throws(AWSError) in
            (name, try await iam.getRolePolicy(roleName: roleName, policyName: name).countWithoutWhiteSpace)
        }
        let gate = sizes.max { $0.1 < $1.1 }?.0 ?? RolePlan.InlineName.deny.policyName
        try await iam.putRolePolicy(
            roleName: roleName, policyName: gate, policyDocument: PolicyDocument.denyingEverything.minified)
        return gate
    }

    private func ignoringNoSuchEntity(_ body: () async throws(AWSError) -> Void) async throws(AWSError) {
        do throws(AWSError) {
            try await body()
        } catch  where error.isNoSuchEntity {
            // Gone already is what was wanted.
        }
    }
}

extension ARN {
    /// The IAM path in a managed policy's ARN.
    fileprivate var policyPath: Path? {
        Path(String(resource.dropFirst("policy".count).dropLast(resourceName.count)))
    }
}
