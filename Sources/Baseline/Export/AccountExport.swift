package import AWS
import Formats
import IAMPolicy
import RoleMirror

/// The file of an account as it is.
///
/// What Latchkey and AWS make by themselves isn't in it: mirrored roles, and the roles of services. Policies that lie elsewhere
/// than the file's are named by their ARN, since nothing moves a policy.
package struct AccountExport {
    /// Latchkey's tag on the roles by which it mirrors people.
    private static let mirrorTag = "latchkey:mirror"

    private let observed: ObservedAccount
    var file: AccountFile
    /// What can't be said in the file, or not as it is.
    private var remarks: [String] = []

    private init(_ observed: ObservedAccount, _ account: AWSAccount, name: String, path: Path) {
        self.observed = observed
        file = AccountFile(account: account, name: name, path: path)
    }

    /// Makes the file.
    ///
    /// - Parameters:
    ///   - observed: what the account has.
    ///   - account: the account.
    ///   - name: whose the things are to be.
    ///   - path: where the file's groups and policies are to lie.
    /// - Returns: the file, and what isn't in it, each as a sentence without its full stop.
    package static func file(
        of observed: ObservedAccount, in account: AWSAccount, name: String, path: Path
    ) -> (file: AccountFile, remarks: [String]) {
        var export = AccountExport(observed, account, name: name, path: path)
        export.file.alias = observed.alias
        export.file.passwordPolicy = observed.passwordPolicy
        export.addPolicies()
        export.addGroups()
        export.addPeople()
        export.addProviders()
        export.addRoles()
        export.addTables()
        return (export.file, export.remarks)
    }

    private mutating func addPolicies() {
        for detail in observed.details.policies.sorted(by: { $0.policy.policyName < $1.policy.policyName }) {
            let policy = detail.policy
            guard policy.path == file.path else {
                remarks.append("the policy \(policy.arn) lies in another path, and stays as it is")
                continue
            }
            guard let document = written(detail.defaultVersion?.document, "the policy \(policy.policyName)") else {
                continue
            }
            file.policies.append(
                PolicyEntry(name: policy.policyName, description: detail.description, document: document))
        }
    }

    private mutating func addGroups() {
        for detail in observed.details.groupDetailList.sorted(by: { $0.group.groupName < $1.group.groupName }) {
            let group = detail.group
            if group.path != file.path {
                remarks.append("the group \(group.groupName) lies at \(group.path), and would move to \(file.path)")
            }
            file.groups.append(
                GroupEntry(
                    name: group.groupName, managedPolicies: references(detail.attachedManagedPolicies),
                    inlinePolicies: inline(detail.groupPolicyList, "the group \(group.groupName)")))
        }
    }

    private mutating func addRoles() {
        for detail in observed.details.roleDetailList.sorted(by: { $0.role.roleName < $1.role.roleName }) {
            let role = detail.role
            guard !Self.isOthers(role) else { continue }
            let whose = "the role \(role.roleName)"
            guard let trust = written(role.assumeRolePolicyDocument, "the trust of \(whose)") else { continue }
            let facts = observed.roleFacts[role.roleName]
            for profile in detail.instanceProfiles where profile.rawValue != role.roleName.rawValue {
                remarks.append("\(whose) is in the instance profile \(profile), whose name isn’t the role’s")
            }
            file.roles.append(
                RoleEntry(
                    name: role.roleName, path: role.path,
                    description: facts?.description.flatMap { $0.isEmpty ? nil : $0 },
                    managedPolicies: references(detail.attachedManagedPolicies),
                    inlinePolicies: inline(detail.rolePolicyList, whose),
                    permissionsBoundary: role.permissionsBoundary.map(reference),
                    maximumSessionDuration: facts?.maxSessionDuration ?? role.maxSessionDuration,
                    trust: [.statements(trust)], tags: Self.own(role.tags),
                    instanceProfile: detail.instanceProfiles.contains { $0.rawValue == role.roleName.rawValue }))
        }
        recogniseTrust()
    }

    /// Roles of AWS's services and of its sign-on can't be changed, and mirrored ones are Latchkey's.
    private static func isOthers(_ role: Role) -> Bool {
        role.path.rawValue.hasPrefix("/aws-service-role/") || role.path.rawValue.hasPrefix("/aws-reserved/")
            || role.tags.contains { $0.key == mirrorTag }
    }

    private mutating func addPeople() {
        for detail in observed.details.userDetailList.sorted(by: { $0.user.userName < $1.user.userName }) {
            let user = detail.user
            if detail.userPolicyList.contains(where: Denial.isDenial) {
                remarks.append("the user \(user.userName) was offboarded, and stays outside")
                continue
            }
            file.people.append(
                PersonEntry(
                    name: user.userName, path: user.path, groups: detail.groupList.sorted(),
                    managedPolicies: references(detail.attachedManagedPolicies),
                    inlinePolicies: inline(detail.userPolicyList, "\(user.userName)"),
                    permissionsBoundary: user.permissionsBoundary.map(reference), tags: Self.own(user.tags)))
        }
    }

    private mutating func addProviders() {
        for (arn, provider) in observed.openIDConnectProviders.sorted(by: { $0.key < $1.key }) {
            let issuer = Substring(arn.resource.utf8.dropFirst("oidc-provider/".utf8.count))
            file.openIDConnectProviders.append(
                OpenIDConnectProviderEntry(
                    url: "https://\(issuer)", clientIDs: provider.clientIDs, thumbprints: provider.thumbprints,
                    tags: Self.own(provider.tags)))
        }
        for (arn, provider) in observed.samlProviders.sorted(by: { $0.key < $1.key }) {
            file.samlProviders.append(
                SAMLProviderEntry(
                    name: arn.resourceName, metadataDocument: provider.metadataDocument, tags: Self.own(provider.tags)))
        }
    }

    private mutating func addTables() {
        defer { if !file.tables.isEmpty { file.region = observed.region } }
        for (name, table) in observed.tables.sorted(by: { $0.key < $1.key }) {
            guard let key = table.key, key.range == nil, key.hash.type == .string else {
                remarks.append(
                    "the table \(name) has a key of another kind than Latchkey’s tables, and isn’t in the file")
                continue
            }
            file.tables.append(
                TableEntry(
                    name: name, key: key.hash.name, timeToLiveAttribute: table.timeToLive.attributeName,
                    pointInTimeRecovery: table.pointInTimeRecovery, tags: Self.own(table.tags)))
        }
    }

    // MARK: Values

    /// The tags that a file may have.
    private static func own(_ tags: [Tag]) -> [Tag] {
        tags.filter { !$0.isReserved && !$0.isOfLatchkey }.sorted { $0.key < $1.key }
    }

    private mutating func written(_ text: String?, _ what: String) -> WrittenPolicy? {
        if let json = try? JSONReader.read(Array((text ?? "").utf8)),
            let policy = try? WrittenPolicy(Self.versioned(json))
        {
            return policy
        }
        remarks.append("\(what) can’t be read with certainty, and isn’t in the file")
        return nil
    }

    /// A policy without a version is of the older language, which the file says in so many words.
    private static func versioned(_ json: JSONValue) -> JSONValue {
        guard case .object(let members) = json, json["Version"] == nil else { return json }
        return .object([.init("Version", "2008-10-17")] + members)
    }

    private mutating func inline(_ policies: [InlinePolicy], _ whose: String) -> [PolicyName: WrittenPolicy] {
        var found: [PolicyName: WrittenPolicy] = [:]
        for policy in policies {
            found[policy.policyName] = written(policy.policyDocument, "the policy \(policy.policyName) of \(whose)")
        }
        return found
    }

    private func references(_ attached: [AttachedPolicy]) -> [PolicyReference] {
        attached.map { reference($0.policyARN) }.sorted { "\($0)" < "\($1)" }
    }

    private func reference(_ arn: ARN) -> PolicyReference {
        if let policy = file.policies.first(where: { file.arn(of: .own($0.name)) == arn }) { return .own(policy.name) }
        guard arn.accountID == nil else { return .arn(arn) }
        return .awsManaged(String(Substring(arn.resource.utf8.dropFirst("policy/".utf8.count))))
    }
}
