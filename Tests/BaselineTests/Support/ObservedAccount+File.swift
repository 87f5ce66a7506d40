import AWS
import FoundationEssentials
import IAMPolicy
import Testing

@testable import Baseline

extension ObservedAccount {
    /// The account as it is when everything is as a file says.
    init(asSays file: AccountFile) throws {
        let account = file.account
        func inline(_ policies: [PolicyName: WrittenPolicy]) -> [InlinePolicy] {
            policies.map { InlinePolicy(policyName: $0.key, policyDocument: $0.value.text) }
        }
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
        self.init(details: details, passwordPolicy: file.passwordPolicy, alias: file.alias)
        for entry in file.roles {
            roleFacts[entry.name] = .init(
                description: entry.description, maxSessionDuration: entry.maximumSessionDuration)
        }
        for entry in file.openIDConnectProviders {
            openIDConnectProviders[try #require(entry.arn(in: account))] = OpenIDConnectProvider(
                url: entry.issuerName, clientIDs: entry.clientIDs, thumbprints: entry.thumbprints,
                tags: entry.tags + [owner])
        }
        for entry in file.samlProviders {
            samlProviders[try #require(entry.arn(in: account))] = SAMLProvider(
                metadataDocument: entry.metadataDocument, tags: entry.tags + [owner])
        }
        region = file.region
        for entry in file.tables {
            let place = try #require(region)
            let arn = try #require(ARN("arn:aws:dynamodb:\(place):\(account.id):table/\(entry.name)"))
            tables[entry.name] = ObservedTable(
                arn: arn, key: TableKey(hash: .init(entry.key)), tags: entry.tags + [owner],
                timeToLive: TimeToLive(attributeName: entry.timeToLiveAttribute, isChanging: false),
                pointInTimeRecovery: entry.pointInTimeRecovery)
        }
    }
}
