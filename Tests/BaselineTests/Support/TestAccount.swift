import AWS
import Concurrency
import Formats
import IAMPolicy
import RoleMirror

@testable import Baseline

/// The parts of files and accounts that tests of plans make up.
enum TestAccount {
    static let account = AWSAccount(id: known("123456789012"), partition: .aws)

    static func known<Value: CheckedText>(_ text: String) -> Value {
        guard let value = Value(text) else { preconditionFailure("\(text) is refused") }
        return value
    }

    /// A policy that allows and denies these actions on everything.
    static func policy(allow: [String] = [], deny: [String] = []) -> WrittenPolicy {
        let statements = [("Allow", allow), ("Deny", deny)].flatMap { effect, actions in
            actions.map { action -> JSONValue in
                ["Effect": .string(effect), "Action": .string(action), "Resource": "*"]
            }
        }
        guard let policy = try? WrittenPolicy(["Version": "2012-10-17", "Statement": .array(statements)]) else {
            preconditionFailure("a policy of the tests is refused")
        }
        return policy
    }

    static func file(
        policies: [PolicyEntry] = [], groups: [GroupEntry] = [], roles: [RoleEntry] = [], people: [PersonEntry] = [],
        providers: [OpenIDConnectProviderEntry] = [], tables: [TableEntry] = [],
        passwordPolicy: AccountPasswordPolicy? = nil, alias: String? = nil
    ) -> AccountFile {
        AccountFile(
            account: account, path: known("/baseline/"), alias: alias, passwordPolicy: passwordPolicy,
            policies: policies, groups: groups, roles: roles, people: people, openIDConnectProviders: providers,
            tables: tables)
    }

    /// Ends people's machines by doing nothing, and waits for nothing.
    static func offboarding(
        by client: Client, signMachinesOut: @escaping Offboarding.MachineSignOut = { _ in }
    ) -> Offboarding {
        guard let naming = RoleNaming(prefix: "user_", path: known("/user-role/")) else {
            preconditionFailure("the usual names are refused")
        }
        return Offboarding(
            iam: IAM(client), naming: naming, timekeeper: Timekeeper(sleep: { _ in }), signMachinesOut: signMachinesOut)
    }

    static let owner = Tag(key: AccountFile.ownerTag, value: AccountFile.usualName)

    static func user(
        _ name: String, groups: [String] = [], inline: [String: WrittenPolicy] = [:], attached: [ARN] = [],
        boundary: ARN? = nil, tags: [Tag] = [owner], path: String = "/"
    ) -> UserDetail {
        UserDetail(
            user: User(
                userName: known(name), userID: "AIDA\(name)",
                arn: known("arn:aws:iam::123456789012:user\(path)\(name)"),
                path: known(path), permissionsBoundary: boundary, tags: tags),
            userPolicyList: inlineList(inline), groupList: groups.map { known($0) },
            attachedManagedPolicies: attachedList(attached))
    }

    static func group(
        _ name: String, inline: [String: WrittenPolicy] = [:], attached: [ARN] = [], path: String = "/baseline/"
    ) -> GroupDetail {
        GroupDetail(
            group: Group(
                groupName: known(name), groupID: "AGPA\(name)",
                arn: known("arn:aws:iam::123456789012:group\(path)\(name)"), path: known(path)),
            groupPolicyList: inlineList(inline), attachedManagedPolicies: attachedList(attached))
    }

    static func managed(_ name: String, _ document: WrittenPolicy, path: String = "/baseline/") -> ManagedPolicyDetail {
        ManagedPolicyDetail(
            policy: ManagedPolicy(
                policyName: known(name), policyID: "ANPA\(name)",
                arn: known("arn:aws:iam::123456789012:policy\(path)\(name)"), path: known(path),
                defaultVersionID: "v1"),
            policyVersionList: [.init(versionID: "v1", standing: .default, document: document.text)])
    }

    static func observed(
        users: [UserDetail] = [], groups: [GroupDetail] = [], roles: [RoleDetail] = [],
        policies: [ManagedPolicyDetail] = []
    ) -> ObservedAccount {
        var details = AccountAuthorizationDetails()
        details.userDetailList = users
        details.groupDetailList = groups
        details.roleDetailList = roles
        details.policies = policies
        return ObservedAccount(
            details: details, policyTags: Dictionary(policies.map { ($0.policy.arn, [owner]) }) { $1 })
    }

    private static func inlineList(_ policies: [String: WrittenPolicy]) -> [InlinePolicy] {
        policies.map { InlinePolicy(policyName: known($0.key), policyDocument: $0.value.text) }
    }

    private static func attachedList(_ arns: [ARN]) -> [AttachedPolicy] {
        arns.map { AttachedPolicy(policyName: known($0.resourceName), policyARN: $0) }
    }
}
