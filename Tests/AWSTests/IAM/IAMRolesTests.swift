import AWS
import Testing
import Transport

@Suite(.timeLimit(.minutes(1)))
struct IAMRolesTests {
    @Test func `all parameters of CreateRole are sent under AWS's names`() async throws {
        let response = IAMResponses.wrap(
            "CreateRole",
            """
            <Role><RoleName>user_a</RoleName><RoleId>AROA1</RoleId><Path>/user-role/</Path>\
            <Arn>arn:aws:iam::123456789012:role/user-role/user_a</Arn><CreateDate>2026-11-21T02:24:17Z</CreateDate>\
            <AssumeRolePolicyDocument>%7B%7D</AssumeRolePolicyDocument><MaxSessionDuration>43200</MaxSessionDuration></Role>
            """)
        let transport = ScriptedTransport([.ok(response)])
        let role = try await IAM(Client.make(transport)).createRole(
            roleName: .known("user_a"), path: .known("/user-role/"), assumeRolePolicyDocument: "{}",
            maxSessionDuration: 43_200, permissionsBoundary: .known("arn:aws:iam::123456789012:policy/B"),
            description: "é", tags: [Tag(key: "k", value: "v"), Tag(key: "k2", value: "")])
        #expect(role.maxSessionDuration == 43_200 && role.assumeRolePolicyDocument == "{}" && role.roleID == "AROA1")
        #expect(
            transport.requests.first?.form == [
                "Action": "CreateRole", "Version": "2010-05-08", "RoleName": "user_a", "Path": "/user-role/",
                "AssumeRolePolicyDocument": "{}", "MaxSessionDuration": "43200",
                "PermissionsBoundary": "arn:aws:iam::123456789012:policy/B", "Description": "é",
                "Tags.member.1.Key": "k", "Tags.member.1.Value": "v", "Tags.member.2.Key": "k2",
                "Tags.member.2.Value": "",
            ])
    }

    @Test func `making something whose answer was lost is repeated, because its name can't be given twice`()
        async throws
    {
        let exists = ScriptedTransport.Step.respond(status: 409, body: IAMResponses.error("EntityAlreadyExists"))
        for lost in [ScriptedTransport.Step.respond(status: 500, body: ""), .fail(.interrupted("reset"))] {
            let transport = ScriptedTransport([lost, exists, lost, exists])
            let iam = IAM(try Client.make(transport))
            let role = await #expect(throws: AWSError.self) {
                try await iam.createRole(roleName: .known("r1"), assumeRolePolicyDocument: "{}")
            }
            let policy = await #expect(throws: AWSError.self) {
                try await iam.createPolicy(policyName: .known("p1"), policyDocument: "{}")
            }
            #expect(role?.code == .entityAlreadyExists && policy?.code == .entityAlreadyExists)
            #expect(transport.requests.count == 4)
        }
    }

    private func page(_ names: [String], marker: String?) -> ScriptedTransport.Step {
        let roles = names.map {
            """
            <member><RoleName>\($0)</RoleName><RoleId>AROA1</RoleId><Arn>arn:aws:iam::123456789012:role/\($0)</Arn>\
            <CreateDate>2026-11-21T02:24:17Z</CreateDate><AssumeRolePolicyDocument>%7B%7D</AssumeRolePolicyDocument>\
            </member>
            """
        }
        let end = marker.map { "<IsTruncated>true</IsTruncated><Marker>\($0)</Marker>" } ?? ""
        return .ok(IAMResponses.wrap("ListRoles", "<Roles>\(roles.joined())</Roles>\(end)"))
    }

    @Test func `one page of roles has where the next one begins`() async throws {
        let transport = ScriptedTransport([page(["r1", "r2"], marker: "m1"), page(["r3"], marker: nil)])
        let iam = IAM(try Client.make(transport))
        let first = try await iam.listRolesPage(pathPrefix: .known("/p/"), maxItems: 2)
        #expect(first.roles.map(\.roleName.rawValue) == ["r1", "r2"] && first.marker == "m1")
        let last = try await iam.listRolesPage(pathPrefix: .known("/p/"), maxItems: 2, marker: first.marker)
        #expect(last.roles.map(\.roleName.rawValue) == ["r3"] && last.marker == nil)
        #expect(transport.requests.map { $0.form["Marker"] } == [nil, "m1"])
        #expect(transport.requests.allSatisfy { $0.form["MaxItems"] == "2" && $0.form["PathPrefix"] == "/p/" })
    }

    @Test func `a page of roles that leads back to itself is malformed`() async throws {
        let iam = IAM(try Client.make(ScriptedTransport([page(["r1"], marker: "m1")])))
        await #expect(throws: AWSError.malformedResponse(Operation(.iam, "ListRoles"), "the same Marker twice")) {
            try await iam.listRolesPage(maxItems: 1, marker: "m1")
        }
    }

    @Test func `what a role is changed in is sent under AWS's names`() async throws {
        let operations = [
            "UpdateRole", "UpdateAssumeRolePolicy", "PutRolePermissionsBoundary", "DeleteRolePermissionsBoundary",
            "DeleteRole", "TagRole", "UntagRole",
        ]
        let transport = ScriptedTransport(operations.map { .ok("<\($0)Response/>") })
        let iam = IAM(try Client.make(transport))
        let role = try RoleName.known("r1")
        try await iam.updateRole(roleName: role, maxSessionDuration: 3_600)
        try await iam.updateAssumeRolePolicy(roleName: role, policyDocument: "{}")
        try await iam.putRolePermissionsBoundary(
            roleName: role, permissionsBoundary: .known("arn:aws:iam::123456789012:policy/B"))
        try await iam.deleteRolePermissionsBoundary(roleName: role)
        try await iam.deleteRole(roleName: role)
        try await iam.tagRole(roleName: role, tags: [Tag(key: "k", value: "v")])
        try await iam.untagRole(roleName: role, tagKeys: ["k", "l"])
        let members = [
            ["MaxSessionDuration": "3600"], ["PolicyDocument": "{}"],
            ["PermissionsBoundary": "arn:aws:iam::123456789012:policy/B"], [:], [:],
            ["Tags.member.1.Key": "k", "Tags.member.1.Value": "v"],
            ["TagKeys.member.1": "k", "TagKeys.member.2": "l"],
        ]
        for ((request, operation), members) in zip(zip(transport.requests, operations), members) {
            let expected = ["Action": operation, "Version": "2010-05-08", "RoleName": "r1"].merging(members) { $1 }
            #expect(request.form == expected)
        }
        #expect(transport.requests.count == operations.count)
    }
}
