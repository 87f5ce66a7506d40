import Formats
import FoundationEssentials
import HTTPTypes
import Testing

@testable import AWS

@Suite(.timeLimit(.minutes(1))) struct IAMTests {
    @Test func `a user with all members`() async throws {
        let transport = ScriptedTransport([.ok(IAMAnswers.getUser)])
        let user = try await IAM(Client.make(transport)).getUser(userName: .known("bob"))
        #expect(user.userName.rawValue == "Bob" && user.path.rawValue == "/division_abc/subdivision_xyz/")
        #expect(user.permissionsBoundary?.resourceName == "Boundary" && user.arn.accountID?.rawValue == "123456789012")
        #expect(user.tags == [Tag(key: "team", value: "a & b"), Tag(key: "e", value: "")])
        #expect(transport.requests.first?.form["UserName"] == "bob")
    }

    @Test func `lists are read to their last page, empty pages too`() async throws {
        let page: @Sendable (String, String?) -> ScriptedTransport.Step = { members, marker in
            let more = marker.map { "<IsTruncated>true</IsTruncated><Marker>\($0)</Marker>" }
            return .ok(
                IAMAnswers.wrap(
                    "ListUserPolicies",
                    "<PolicyNames>\(members)</PolicyNames>\(more ?? "<IsTruncated>false</IsTruncated>")"))
        }
        let transport = ScriptedTransport([
            page("<member>a</member><member>b</member>", "m=1&amp;"), page("", "m2"), page("<member>c</member>", nil),
        ])
        let names = try await IAM(Client.make(transport)).listUserPolicies(userName: .known("bob"))
        #expect(names.map(\.rawValue) == ["a", "b", "c"])
        #expect(transport.requests.map { $0.form["Marker"] } == [nil, "m=1&", "m2"])
        #expect(transport.requests.allSatisfy { $0.form["UserName"] == "bob" })

        let stuck = ScriptedTransport { _ in page("<member>a</member>", "same") }
        let iam = IAM(try Client.make(stuck))
        let error = await #expect(throws: AWSError.self) { try await iam.listUserPolicies(userName: .known("bob")) }
        #expect(error?.label == "malformedAnswer" && stuck.requests.count == 2)
    }

    @Test func `documents are decoded`() async throws {
        let document = #"{"Version":"2012-10-17","Statement":[{"Resource":"arn:aws:s3:::a+b/*","Sid":"é 100%"}]}"#
        let body = IAMAnswers.wrap(
            "GetRolePolicy", "<PolicyDocument>\(PercentEncoding.encode(document))</PolicyDocument>")
        let iam = IAM(try Client.make(ScriptedTransport([.ok(body)])))
        #expect(try await iam.getRolePolicy(roleName: .known("r1"), policyName: .known("p")) == document)
    }

    @Test func `a role is made with every member, in AWS's words`() async throws {
        let answer = IAMAnswers.wrap(
            "CreateRole",
            """
            <Role><RoleName>user_a</RoleName><RoleId>AROA1</RoleId><Path>/user-role/</Path>\
            <Arn>arn:aws:iam::123456789012:role/user-role/user_a</Arn><CreateDate>2026-11-21T02:24:17Z</CreateDate>\
            <AssumeRolePolicyDocument>%7B%7D</AssumeRolePolicyDocument><MaxSessionDuration>43200</MaxSessionDuration></Role>
            """)
        let transport = ScriptedTransport([.ok(answer)])
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

    @Test(arguments: [
        (
            "<LastUsedDate>2026-11-20T09:00:00Z</LastUsedDate><ServiceName>s3</ServiceName><Region>us-east-1</Region>",
            "s3"
        ),
        ("<ServiceName>N/A</ServiceName><Region>N/A</Region>", nil),
        ("<LastUsedDate>N/A</LastUsedDate><ServiceName>N/A</ServiceName><Region>N/A</Region>", nil),
    ])
    func `a key never used says so`(members: String, service: String?) async throws {
        let body = IAMAnswers.wrap(
            "GetAccessKeyLastUsed", "<UserName>bob</UserName><AccessKeyLastUsed>\(members)</AccessKeyLastUsed>")
        let iam = IAM(try Client.make(ScriptedTransport([.ok(body)])))
        let used = try await iam.getAccessKeyLastUsed(accessKeyID: .known("AKIAIOSFODNN7EXAMPLE"))
        #expect(used.serviceName == service && used.region == service.map { _ in "us-east-1" })
        #expect((used.lastUsedDate == nil) == (service == nil) && used.userName?.rawValue == "bob")
    }

    /// Taken for AWS's, another's 200 could leave out a Deny that the caller then counts on.
    @Test(arguments: [
        "", "<html><body>Sign in</body></html>", "{}", "<PutRolePolicyResponse>", "<DeleteRoleResponse/>",
    ])
    func `an operation without a result was done only if AWS says so`(body: String) async throws {
        let iam = IAM(try Client.make(ScriptedTransport([.ok(body)])))
        let error = await #expect(throws: AWSError.self) {
            try await iam.putRolePolicy(
                roleName: .known("user_bob"), policyName: .known("latchkey-deny"), policyDocument: "{}")
        }
        #expect(error?.label == "malformedAnswer")

        let answer = "<PutRolePolicyResponse><ResponseMetadata/></PutRolePolicyResponse>"
        try await IAM(try Client.make(ScriptedTransport([.ok(answer)]))).putRolePolicy(
            roleName: .known("user_bob"), policyName: .known("latchkey-deny"), policyDocument: "{}")
    }

    @Test func `the account's quotas`() async throws {
        let body = IAMAnswers.wrap(
            "GetAccountSummary",
            "<SummaryMap><entry><key>Roles</key><value>7</value></entry><entry><key>RolesQuota</key><value>1000</value></entry></SummaryMap>"
        )
        let iam = IAM(try Client.make(ScriptedTransport([.ok(body)])))
        #expect(try await iam.getAccountSummary() == ["Roles": 7, "RolesQuota": 1_000])
    }
}
