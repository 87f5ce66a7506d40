import AWS
import FoundationEssentials
import IAMPolicy
import Testing

@testable import Baseline

@Suite struct AccountExportTests {
    private let read = ReadFile()
    private let account: AWSAccount
    private let path: Path

    init() throws {
        account = AWSAccount(id: try #require(AccountID("123456789012")), partition: .aws)
        path = try #require(Path("/baseline/"))
    }

    private func inline(_ policies: [PolicyName: WrittenPolicy]) -> [InlinePolicy] {
        policies.map { InlinePolicy(policyName: $0.key, policyDocument: $0.value.text) }
    }

    /// The account as it is when everything is as a file says.
    private func observed(_ file: AccountFile) throws -> ObservedAccount {
        let date = Date(timeIntervalSince1970: 0)
        let owner = Tag(key: AccountFile.ownerTag, value: file.name)
        func attached(_ references: [PolicyReference]) throws -> [AttachedPolicy] {
            try references.map { reference in
                let arn = try #require(file.arn(of: reference))
                return AttachedPolicy(policyName: try #require(PolicyName(arn.resourceName)), policyARN: arn)
            }
        }
        var details = AccountAuthorizationDetails()
        details.policies = try file.policies.map { entry in
            let policy = ManagedPolicy(
                policyName: entry.name, policyID: "ANPA", arn: try #require(file.arn(of: .own(entry.name))),
                path: file.path, defaultVersionID: "v1")
            return ManagedPolicyDetail(
                policy: policy, description: entry.description,
                policyVersionList: [.init(versionID: "v1", standing: .default, document: entry.document.text)])
        }
        details.groupDetailList = try file.groups.map { entry in
            let arn = try #require(account.iamARN("group\(file.path)\(entry.name)"))
            return GroupDetail(
                group: Group(groupName: entry.name, groupID: "AGPA", arn: arn, path: file.path),
                groupPolicyList: inline(try file.inlinePolicies(of: entry)),
                attachedManagedPolicies: try attached(entry.managedPolicies))
        }
        details.roleDetailList = try file.roles.map { entry in
            let role = Role(
                roleName: entry.name, roleID: "AROA", arn: try #require(file.arn(of: entry)), path: entry.path,
                createDate: date, assumeRolePolicyDocument: try file.trustPolicy(of: entry).text,
                permissionsBoundary: entry.permissionsBoundary.flatMap { file.arn(of: $0) }, tags: entry.tags + [owner])
            let profile = InstanceProfileName(entry.name.rawValue)
            return RoleDetail(
                role: role, rolePolicyList: inline(entry.inlinePolicies),
                attachedManagedPolicies: try attached(entry.managedPolicies),
                instanceProfiles: entry.instanceProfile ? [profile].compactMap { $0 } : [])
        }
        details.userDetailList = try file.people.map { entry in
            let user = User(
                userName: entry.name, userID: "AIDA", arn: try #require(file.arn(of: entry)), path: entry.path,
                permissionsBoundary: entry.permissionsBoundary.flatMap { file.arn(of: $0) }, tags: entry.tags + [owner])
            return UserDetail(
                user: user, userPolicyList: inline(entry.inlinePolicies), groupList: entry.groups,
                attachedManagedPolicies: try attached(entry.managedPolicies))
        }
        var observed = ObservedAccount(details: details, passwordPolicy: file.passwordPolicy, alias: file.alias)
        for entry in file.roles {
            observed.roleFacts[entry.name] = .init(
                description: entry.description, maxSessionDuration: entry.maximumSessionDuration)
        }
        for entry in file.openIDConnectProviders {
            observed.openIDConnectProviders[try #require(entry.arn(in: account))] = OpenIDConnectProvider(
                url: entry.issuerName, clientIDs: entry.clientIDs, tags: [owner])
        }
        return observed
    }

    private func example() throws -> AccountFile {
        let bytes = try Data(contentsOf: URL(filePath: ReadFile.path("scripts/aws/account.yaml")))
        return try read(String(decoding: bytes, as: UTF8.self)).file
    }

    private func export(_ observed: ObservedAccount) -> (file: AccountFile, remarks: [String]) {
        AccountExport.file(of: observed, in: account, name: "baseline", path: path)
    }

    @Test func `an account that is as a file says is exported as this file, by names of roles and groups`() throws {
        let example = try example()
        let (file, remarks) = export(try observed(example))
        #expect(remarks.isEmpty)
        let again = try read(String(decoding: try AccountFileWriter.write(file), as: UTF8.self)).file
        #expect(again.alias == example.alias && again.passwordPolicy == example.passwordPolicy)
        for role in example.roles {
            let exported = try #require(again.roles.first { $0.name == role.name })
            #expect(try again.trustPolicy(of: exported) == example.trustPolicy(of: role))
            #expect(exported.maximumSessionDuration == role.maximumSessionDuration && exported.path == role.path)
            #expect(exported.instanceProfile == role.instanceProfile && exported.tags == role.tags)
            guard case .groups = role.trust[0] else { continue }
            #expect(exported.trust == role.trust)
        }
        for group in example.groups {
            let exported = try #require(again.groups.first { $0.name == group.name })
            #expect(Set(exported.mayAssume) == Set(group.mayAssume) && exported.inlinePolicies == group.inlinePolicies)
            #expect(Set(exported.managedPolicies) == Set(group.managedPolicies))
        }
        #expect(again.people.map(\.name) == example.people.map(\.name))
        #expect(again.people.map(\.tags) == example.people.map(\.tags))
        #expect(again.policies.allSatisfy { policy in example.policies.contains { $0.document == policy.document } })
    }

    @Test func `roles that AWS and Latchkey make aren't in the file`() throws {
        var observed = try observed(try example())
        let count = observed.details.roleDetailList.count
        let path = try #require(Path("/aws-service-role/x.amazonaws.com/"))
        var mine = observed.details.roleDetailList[0]
        mine.role.roleName = try #require(RoleName("service"))
        mine.role.path = path
        observed.details.roleDetailList.append(mine)
        mine.role.path = .root
        mine.role.roleName = try #require(RoleName("user_ann"))
        mine.role.tags = [Tag(key: "latchkey:mirror", value: "x")]
        observed.details.roleDetailList.append(mine)
        #expect(export(observed).file.roles.count == count)
    }

    @Test func `what can't be as it is in the file is told`() throws {
        var observed = try observed(try example())
        observed.details.policies[0].policy.path = .root
        observed.details.policies[0].policy.arn = try #require(ARN("arn:aws:iam::123456789012:policy/self-service"))
        observed.details.groupDetailList[0].group.path = .root
        observed.details.policies[1].policyVersionList[0].document = "{}"
        let (file, remarks) = export(observed)
        #expect(remarks.contains { $0.contains("policy/self-service lies in another path") })
        #expect(remarks.contains { $0.contains("would move to /baseline/") })
        #expect(remarks.contains { $0.contains("can’t be read with certainty") })
        #expect(file.policies.count == 3)
    }

    @Test func `planned for the account that it is of, the file changes nothing but whose things these are`() throws {
        let example = try example()
        var observed = try observed(example)
        let text = String(decoding: try AccountFileWriter.write(export(observed).file), as: UTF8.self)
        for arn in observed.details.policies.map(\.policy.arn) {
            observed.policyTags[arn] = [Tag(key: AccountFile.ownerTag, value: "baseline")]
        }
        let plan = try AccountPlanner.plan(try read(text).file, for: observed, adopting: Adoption(["all"]))
        #expect(plan.isEmpty && plan.conflicts.isEmpty, "\(plan.entities)")
    }
}
