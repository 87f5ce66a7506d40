import Testing

@testable import AWS

/// The writes of users and groups: what they send.
@Suite(.timeLimit(.minutes(1))) struct IAMUserChangesTests {
    /// A call, and the parameters that it should send.
    struct Write: Sendable, CustomTestStringConvertible {
        var operation: String
        var parameters: [String: String]
        var perform: @Sendable (IAM) async throws -> Void

        var testDescription: String { operation }
    }

    private static let alice = UserName("alice") ?? .unknown
    private static let staff = GroupName("staff") ?? .unknown
    private static let inline = PolicyName("inline") ?? .unknown
    private static let policy = ARN("arn:aws:iam::123456789012:policy/p") ?? .unknown

    static let writes: [Write] = [
        Write(operation: "UpdateUser", parameters: ["UserName": "alice", "NewPath": "/"]) {
            try await $0.updateUser(userName: alice, newPath: .root)
        },
        Write(operation: "DeleteUser", parameters: ["UserName": "alice"]) { try await $0.deleteUser(userName: alice) },
        Write(
            operation: "TagUser",
            parameters: ["UserName": "alice", "Tags.member.1.Key": "a", "Tags.member.1.Value": "b"]
        ) { try await $0.tagUser(userName: alice, tags: [Tag(key: "a", value: "b")]) },
        Write(operation: "UntagUser", parameters: ["UserName": "alice", "TagKeys.member.1": "a"]) {
            try await $0.untagUser(userName: alice, tagKeys: ["a"])
        },
        Write(
            operation: "PutUserPermissionsBoundary",
            parameters: ["UserName": "alice", "PermissionsBoundary": policy.rawValue]
        ) { try await $0.putUserPermissionsBoundary(userName: alice, permissionsBoundary: policy) },
        Write(operation: "DeleteUserPermissionsBoundary", parameters: ["UserName": "alice"]) {
            try await $0.deleteUserPermissionsBoundary(userName: alice)
        },
        Write(
            operation: "PutUserPolicy",
            parameters: ["UserName": "alice", "PolicyName": "inline", "PolicyDocument": "{}"]
        ) { try await $0.putUserPolicy(userName: alice, policyName: inline, policyDocument: "{}") },
        Write(operation: "DeleteUserPolicy", parameters: ["UserName": "alice", "PolicyName": "inline"]) {
            try await $0.deleteUserPolicy(userName: alice, policyName: inline)
        },
        Write(operation: "AttachUserPolicy", parameters: ["UserName": "alice", "PolicyArn": policy.rawValue]) {
            try await $0.attachUserPolicy(userName: alice, policyARN: policy)
        },
        Write(operation: "DetachUserPolicy", parameters: ["UserName": "alice", "PolicyArn": policy.rawValue]) {
            try await $0.detachUserPolicy(userName: alice, policyARN: policy)
        },
        Write(operation: "UpdateGroup", parameters: ["GroupName": "staff", "NewPath": "/"]) {
            try await $0.updateGroup(groupName: staff, newPath: .root)
        },
        Write(operation: "DeleteGroup", parameters: ["GroupName": "staff"]) {
            try await $0.deleteGroup(groupName: staff)
        },
        Write(operation: "AddUserToGroup", parameters: ["GroupName": "staff", "UserName": "alice"]) {
            try await $0.addUserToGroup(groupName: staff, userName: alice)
        },
        Write(operation: "RemoveUserFromGroup", parameters: ["GroupName": "staff", "UserName": "alice"]) {
            try await $0.removeUserFromGroup(groupName: staff, userName: alice)
        },
        Write(
            operation: "PutGroupPolicy",
            parameters: ["GroupName": "staff", "PolicyName": "inline", "PolicyDocument": "{}"]
        ) { try await $0.putGroupPolicy(groupName: staff, policyName: inline, policyDocument: "{}") },
        Write(operation: "DeleteGroupPolicy", parameters: ["GroupName": "staff", "PolicyName": "inline"]) {
            try await $0.deleteGroupPolicy(groupName: staff, policyName: inline)
        },
        Write(operation: "AttachGroupPolicy", parameters: ["GroupName": "staff", "PolicyArn": policy.rawValue]) {
            try await $0.attachGroupPolicy(groupName: staff, policyARN: policy)
        },
        Write(operation: "DetachGroupPolicy", parameters: ["GroupName": "staff", "PolicyArn": policy.rawValue]) {
            try await $0.detachGroupPolicy(groupName: staff, policyARN: policy)
        },
        Write(
            operation: "TagPolicy",
            parameters: ["PolicyArn": policy.rawValue, "Tags.member.1.Key": "a", "Tags.member.1.Value": "b"]
        ) { try await $0.tagPolicy(policyARN: policy, tags: [Tag(key: "a", value: "b")]) },
        Write(operation: "UntagPolicy", parameters: ["PolicyArn": policy.rawValue, "TagKeys.member.1": "a"]) {
            try await $0.untagPolicy(policyARN: policy, tagKeys: ["a"])
        },
        Write(operation: "SetDefaultPolicyVersion", parameters: ["PolicyArn": policy.rawValue, "VersionId": "v2"]) {
            try await $0.setDefaultPolicyVersion(policyARN: policy, versionID: "v2")
        },
        Write(operation: "CreateAccountAlias", parameters: ["AccountAlias": "example"]) {
            try await $0.createAccountAlias("example")
        },
        Write(operation: "DeleteAccountAlias", parameters: ["AccountAlias": "example"]) {
            try await $0.deleteAccountAlias("example")
        },
        Write(operation: "DeleteAccountPasswordPolicy", parameters: [:]) { try await $0.deleteAccountPasswordPolicy() },
        Write(
            operation: "UpdateAccountPasswordPolicy",
            parameters: [
                "MinimumPasswordLength": "14", "RequireSymbols": "false", "RequireNumbers": "false",
                "RequireUppercaseCharacters": "false", "RequireLowercaseCharacters": "false",
                "AllowUsersToChangePassword": "true", "PasswordReusePrevention": "24", "HardExpiry": "false",
            ]
        ) {
            try await $0.updateAccountPasswordPolicy(
                AccountPasswordPolicy(
                    minimumPasswordLength: 14, allowUsersToChangePassword: true, passwordReusePrevention: 24))
        },
    ]

    @Test(arguments: writes) func `a write sends its parameters, and wants to hear that it was done`(write: Write)
        async throws
    {
        let answer = "<\(write.operation)Response><ResponseMetadata/></\(write.operation)Response>"
        let transport = ScriptedTransport([.ok(answer), .ok("<html/>")])
        let iam = IAM(try Client.make(transport))
        try await write.perform(iam)
        let usual = ["Action": write.operation, "Version": "2010-05-08"]
        #expect(transport.requests.first?.form == write.parameters.merging(usual) { $1 })
        await #expect(throws: AWSError.self) { try await write.perform(iam) }
    }

    @Test func `a user is made with path, boundary and tags`() async throws {
        let transport = ScriptedTransport([
            .ok(IAMResponses.getUser.replacing("GetUser", with: "CreateUser"))
        ])
        let user = try await IAM(Client.make(transport)).createUser(
            userName: Self.alice, path: .known("/staff/"), permissionsBoundary: Self.policy,
            tags: [Tag(key: "k", value: "v")])
        #expect(user.userName.rawValue == "Bob")
        let form = try #require(transport.requests.first).form
        #expect(form["Path"] == "/staff/" && form["PermissionsBoundary"] == Self.policy.rawValue)
        #expect(form["Tags.member.1.Key"] == "k")
    }
}

extension CheckedText {
    /// Never used: the names of these tests are well formed.
    fileprivate static var unknown: Self { preconditionFailure("a name of the tests is refused") }
}
