import Testing

@testable import AWS

@Suite(.timeLimit(.minutes(1))) struct IAMAccountAuthorizationDetailsTests {
    private func page(_ lists: [String: String], marker: String? = nil) -> ScriptedTransport.Step {
        let names = ["UserDetailList", "GroupDetailList", "RoleDetailList", "Policies"]
        let members = names.map { "<\($0)>\(lists[$0] ?? "")</\($0)>" }.joined()
        let end = marker.map { "<IsTruncated>true</IsTruncated><Marker>\($0)</Marker>" } ?? ""
        return .ok(IAMResponses.wrap("GetAccountAuthorizationDetails", members + end))
    }

    private let user = """
        <member><UserName>alice</UserName><UserId>AIDA1</UserId><Path>/</Path>\
        <Arn>arn:aws:iam::123456789012:user/alice</Arn><GroupList><member>staff</member></GroupList>\
        <UserPolicyList><member><PolicyName>own</PolicyName><PolicyDocument>%7B%7D</PolicyDocument></member></UserPolicyList>\
        <AttachedManagedPolicies><member><PolicyName>p</PolicyName>\
        <PolicyArn>arn:aws:iam::123456789012:policy/p</PolicyArn></member></AttachedManagedPolicies></member>
        """
    private let group = """
        <member><GroupName>staff</GroupName><GroupId>AGPA1</GroupId><Path>/b/</Path>\
        <Arn>arn:aws:iam::123456789012:group/b/staff</Arn><GroupPolicyList/><AttachedManagedPolicies/></member>
        """
    private let role = """
        <member><RoleName>r</RoleName><RoleId>AROA1</RoleId><Path>/</Path><CreateDate>2026-01-01T00:00:00Z</CreateDate>\
        <Arn>arn:aws:iam::123456789012:role/r</Arn><AssumeRolePolicyDocument>%7B%7D</AssumeRolePolicyDocument>\
        <InstanceProfileList><member><InstanceProfileName>r</InstanceProfileName><Roles/></member></InstanceProfileList>\
        <PermissionsBoundary><PermissionsBoundaryArn>arn:aws:iam::123456789012:policy/p</PermissionsBoundaryArn>\
        </PermissionsBoundary><Tags><member><Key>k</Key><Value>v</Value></member></Tags></member>
        """
    private let policy = """
        <member><PolicyName>p</PolicyName><PolicyId>ANPA1</PolicyId><Arn>arn:aws:iam::123456789012:policy/p</Arn>\
        <Path>/</Path><DefaultVersionId>v2</DefaultVersionId><PolicyVersionList><member><Document>%7B%22a%22%3A1%7D</Document>\
        <VersionId>v2</VersionId><IsDefaultVersion>true</IsDefaultVersion></member><member><Document>%7B%7D</Document>\
        <VersionId>v1</VersionId><IsDefaultVersion>false</IsDefaultVersion></member></PolicyVersionList></member>
        """

    @Test func `the pages are put together`() async throws {
        let transport = ScriptedTransport([
            page(["UserDetailList": user], marker: "m"),
            page([:], marker: "n"),
            page(["GroupDetailList": group, "RoleDetailList": role, "Policies": policy]),
        ])
        var counts: [Int] = []
        let details = try await IAM(Client.make(transport)).getAccountAuthorizationDetails { counts.append($0) }
        #expect(counts == [1, 1, 4])
        let alice = try #require(details.userDetailList.first)
        #expect(alice.user.userName.rawValue == "alice" && alice.groupList.map(\.rawValue) == ["staff"])
        #expect(try alice.userPolicyList == [InlinePolicy(policyName: .known("own"), policyDocument: "{}")])
        #expect(alice.attachedManagedPolicies.map(\.policyARN.resource) == ["policy/p"])
        #expect(details.groupDetailList.map(\.group.path.rawValue) == ["/b/"])
        let found = try #require(details.roleDetailList.first)
        #expect(found.role.permissionsBoundary?.resource == "policy/p" && found.role.tags.map(\.key) == ["k"])
        #expect(found.instanceProfiles.map(\.rawValue) == ["r"])
        #expect(details.policies.first?.defaultVersion?.document == #"{"a":1}"#)
        let forms = transport.requests.map(\.form)
        #expect(forms.map { $0["Marker"] } == [nil, "m", "n"])
        #expect(forms[0]["Filter.member.1"] == "User" && forms[0]["Filter.member.4"] == "LocalManagedPolicy")
    }

    @Test func `a list that is missing, and the same page twice, are malformed`() async throws {
        let steps: [[ScriptedTransport.Step]] = [
            [.ok(IAMResponses.wrap("GetAccountAuthorizationDetails", "<UserDetailList/>"))],
            [page([:], marker: "m"), page([:], marker: "m")],
        ]
        for steps in steps {
            let iam = IAM(try Client.make(ScriptedTransport(steps)))
            let error = await #expect(throws: AWSError.self) { try await iam.getAccountAuthorizationDetails() }
            #expect(error?.label == "malformedResponse")
        }
    }
}
