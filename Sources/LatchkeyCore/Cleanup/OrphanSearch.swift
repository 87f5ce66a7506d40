package import AWS
package import Concurrency
package import FoundationEssentials
import IAMPolicy
package import RoleMirror
package import RoleRecords

/// Finds roles that no record tells of: what is left when a record was lost, or when himeko died before it wrote one; and
/// policies of Latchkey's own that no role has.
///
/// Path and prefix say whose a role may be, its tag or its trust whose it is. A role that has stood for less than the grace
/// may just be about to get its record, unless its user is gone, and a policy its role.
package struct OrphanSearch: Sendable {
    /// In seconds.
    package static let grace: TimeInterval = 3_600

    private let iam: IAM
    private let records: RoleRecordTable
    private let naming: RoleNaming
    private let timekeeper: Timekeeper

    package init(iam: IAM, records: RoleRecordTable, naming: RoleNaming, timekeeper: Timekeeper = .system) {
        self.iam = iam
        self.records = records
        self.naming = naming
        self.timekeeper = timekeeper
    }

    /// The roles that had no record while the table was read, each with the user whom its name or description tells; the
    /// list doesn't tell which of them Latchkey made.
    func orphans() async throws(AWSError) -> [RoleCleanup.Candidate] {
        var candidates = try await oldRoles()
        guard !candidates.isEmpty else { return [] }
        var pages = records.all()
        while let page = try await pages.next() {
            for record in page {
                candidates[record.roleARN.lowercased()] = nil
            }
        }
        return candidates.values.sorted { $0.roleARN < $1.roleARN }
    }

    /// By their ARNs in lower case, as IAM's names are one regardless of case; the younger ones only of users who are gone.
    private func oldRoles() async throws(AWSError) -> [String: RoleCleanup.Candidate] {
        let now = timekeeper.now()
        let (youngest, youngestOfUserGone) = (now - Self.grace, now - RoleReconciler.propagationTime)
        var found: [String: RoleCleanup.Candidate] = [:]
        var young: [String: UserName] = [:]
        try await forEachRole { role in
            guard role.createDate < youngestOfUserGone else { return }
            let (key, userName) = (role.arn.description.lowercased(), naming.userName(of: role))
            if role.createDate >= youngest {
                guard let userName else { return }
                young[key] = userName
            }
            found[key] = RoleCleanup.Candidate(
                userName: userName?.description, roleARN: role.arn.description, reason: .orphaned)
        }
        guard !young.isEmpty else { return found }
        let users = try await UserReader(iam: iam).names()
        for (key, userName) in young where users.contains(userName.description.lowercased()) { found[key] = nil }
        return found
    }

    /// Whether an orphan says of itself that it mirrors a user: by Latchkey's tag, or as himeko made them.
    func isMirror(_ orphan: RoleCleanup.Candidate) async throws(AWSError) -> Bool {
        guard let roleName = ARN(orphan.roleARN).flatMap({ RoleName($0.resourceName) }) else { return false }
        let role = try await iam.getRole(roleName: roleName)
        return role.tags.contains { $0.hasKey(of: .mirror) && $0.hasValue(of: .mirror) } || Self.isHimekos(role)
    }

    /// himeko has the account's root assume its roles, for the longest that AWS allows; a role made by hand trusts root as
    /// well, but for an hour as a rule.
    static func isHimekos(_ role: Role) -> Bool {
        guard role.maxSessionDuration == 43_200, let account = role.arn.accountID,
            let trust = try? PolicyDocument(parsing: role.assumeRolePolicyDocument), trust.statements.count == 1,
            var elements = trust.statements.first?.elements, trust.statements.first?.effect == .allow
        else { return false }
        if elements["Condition"] == [:] { elements["Condition"] = nil }
        let root = PolicyElement.string("arn:\(role.arn.partition):iam::\(account):root")
        return elements.count == 2 && ["sts:AssumeRole", ["sts:AssumeRole"]].contains(elements["Action"])
            && [["AWS": root], ["AWS": [root]]].contains(elements["Principal"])
    }

    private func forEachRole(_ body: (Role) -> Void) async throws(AWSError) {
        var pages = RoleReader(iam: iam, naming: naming).all()
        while let page = try await pages.next() { page.forEach(body) }
    }

    // MARK: Policies

    /// The policies that Latchkey made for roles and that nothing uses: what is left when a sync or a clean-up died between
    /// taking one from its role and deleting it.
    func unusedPolicies() async throws(AWSError) -> [UnusedPolicy] {
        let policies = try await iam.listPolicies(pathPrefix: naming.path).filter(isUnused).map(\.arn)
        let marks = Set(policies.compactMap(naming.policyMark(of:)))
        guard !marks.isEmpty else { return [] }
        var roles: [String: RoleName] = [:]
        try await forEachRole { role in
            let mark = naming.policyMark(of: role.roleName)
            if marks.contains(mark) { roles[mark] = role.roleName }
        }
        return policies.sorted().compactMap { arn in
            naming.policyMark(of: arn).map { UnusedPolicy(arn: arn, roleName: roles[$0]) }
        }
    }

    /// Whether nothing uses it still. No lease keeps a login from just taking it over, as its name doesn't tell whose it is:
    /// a login that finds it gone then makes it again.
    func isUnused(_ policy: UnusedPolicy) async throws(AWSError) -> Bool {
        guard isUnused(try await iam.getPolicy(policyARN: policy.arn)) else { return false }
        guard let roleName = policy.roleName else { return true }
        // IAM's counts may lag behind.
        async let role = outcome { () throws(AWSError) in try await iam.getRole(roleName: roleName) }
        do throws(AWSError) {
            let attached = try await iam.listAttachedRolePolicies(roleName: roleName).map(\.policyARN)
            let boundary = try await role.get().permissionsBoundary
            return boundary != policy.arn && !attached.contains(policy.arn)
        } catch  where error.isNoSuchEntity {
            return true
        }
    }

    private func isUnused(_ policy: ManagedPolicy) -> Bool {
        guard let changed = policy.updateDate else { return false }
        return policy.attachmentCount == 0 && policy.permissionsBoundaryUsageCount == 0
            && changed < timekeeper.now() - Self.grace
    }
}

/// A policy that Latchkey made for a role, and that nothing uses.
package struct UnusedPolicy: Sendable, Equatable {
    package var arn: ARN
    /// Nil when the role is gone.
    var roleName: RoleName?
}
