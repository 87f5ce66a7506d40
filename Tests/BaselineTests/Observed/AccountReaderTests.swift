import AWS
import Testing

@testable import Baseline

@Suite(.timeLimit(.minutes(1))) struct AccountReaderTests {
    typealias A = TestAccount

    private let policies = """
        <member><PolicyName>p</PolicyName><PolicyId>ANPA1</PolicyId><Arn>arn:aws:iam::123456789012:policy/baseline/p</Arn>\
        <Path>/baseline/</Path><DefaultVersionId>v1</DefaultVersionId><PolicyVersionList/></member><member>\
        <PolicyName>q</PolicyName><PolicyId>ANPA2</PolicyId><Arn>arn:aws:iam::123456789012:policy/q</Arn><Path>/</Path>\
        <DefaultVersionId>v1</DefaultVersionId><PolicyVersionList/></member>
        """

    private var answers: [String: [String]] {
        [
            "GetAccountAuthorizationDetails": [
                "<UserDetailList/><GroupDetailList/><RoleDetailList/><Policies>\(policies)</Policies>"
            ],
            "ListRoles": [
                """
                <Roles><member><RoleName>r</RoleName><RoleId>AROA1</RoleId><CreateDate>2026-01-01T00:00:00Z</CreateDate>\
                <Arn>arn:aws:iam::123456789012:role/r</Arn><AssumeRolePolicyDocument>%7B%7D</AssumeRolePolicyDocument>\
                <MaxSessionDuration>7200</MaxSessionDuration><Description>d</Description></member></Roles>
                """
            ],
            "GetAccountPasswordPolicy": ["!NoSuchEntity"],
            "ListAccountAliases": ["<AccountAliases><member>example</member></AccountAliases>"],
            "GetAccountSummary": [
                "<SummaryMap><entry><key>UsersQuota</key><value>5000</value></entry></SummaryMap>"
            ],
            "ListOpenIDConnectProviders": [
                """
                <OpenIDConnectProviderList><member><Arn>arn:aws:iam::123456789012:oidc-provider/id.example</Arn></member>\
                </OpenIDConnectProviderList>
                """
            ],
            "GetOpenIDConnectProvider": ["<Url>id.example</Url><ClientIDList><member>a</member></ClientIDList>"],
            "ListSAMLProviders": ["<SAMLProviderList/>"],
            "ListPolicyTags": ["<Tags><member><Key>k</Key><Value>v</Value></member></Tags>"],
            "DescribeTable": ["!ResourceNotFoundException"],
        ]
    }

    private func read(_ aws: ScriptedAWS, _ file: AccountFile) async throws -> ObservedAccount {
        try await AccountReader(iam: IAM(aws.client), dynamoDB: DynamoDB(aws.client)).read(for: file)
    }

    @Test func `an account is read whole by one listing and a few calls`() async throws {
        let aws = ScriptedAWS(answers)
        let observed = try await read(aws, A.file(tables: [TableEntry(name: "t", key: "id")]))
        #expect(observed.roleFacts.values.map(\.maxSessionDuration) == [7_200] && observed.alias == "example")
        #expect(observed.passwordPolicy == nil && observed.summary == ["UsersQuota": 5_000])
        #expect(observed.policyTags.keys.map(\.resource) == ["policy/baseline/p"] && observed.tables.isEmpty)
        #expect(observed.region?.rawValue == "us-east-1")
        #expect(observed.openIDConnectProviders.values.map(\.clientIDs) == [["a"]])
        #expect(aws.calls.count { $0 == "GetAccountAuthorizationDetails" } == 1)
        #expect(aws.calls.count == 10)
    }

    @Test func `policies elsewhere are looked at when the file has their names`() async throws {
        let file = A.file(policies: [PolicyEntry(name: A.known("Q"), document: A.policy(allow: ["a:b"]))])
        #expect(try await read(ScriptedAWS(answers), file).policyTags.count == 2)
    }

    @Test func `AWS is asked for those policies that aren't known, in the account or attached`() async throws {
        var file = A.file(groups: [
            GroupEntry(
                name: A.known("g"),
                managedPolicies: [
                    .own(A.known("x")), .awsManaged("ReadOnlyAccess"), .awsManaged("nope"), .awsManaged("Other"),
                    .arn(A.known("arn:aws:iam::123456789012:policy/q")),
                ])
        ])
        file.people = [
            PersonEntry(
                name: A.known("ann"), permissionsBoundary: .arn(A.known("arn:aws:iam::123456789012:policy/gone")))
        ]
        let found =
            "<Policy><PolicyName>p</PolicyName><PolicyId>ANPA1</PolicyId><Arn>arn:aws:iam::aws:policy/Other</Arn>"
            + "<Path>/</Path><DefaultVersionId>v1</DefaultVersionId></Policy>"
        let aws = ScriptedAWS(answers.merging(["GetPolicy": ["!NoSuchEntity", found, "!NoSuchEntity"]]) { $1 })
        let absent = try await read(aws, file).absentPolicies
        #expect(aws.calls.count { $0 == "GetPolicy" } == 3 && absent.count == 2)
        let denied = ScriptedAWS(answers.merging(["GetPolicy": ["!AccessDenied"]]) { $1 })
        await #expect(throws: AWSError.self) { try await read(denied, file) }
    }

    @Test(arguments: ["GetAccountAuthorizationDetails", "ListRoles", "ListPolicyTags", "ListSAMLProviders"])
    func `what can't be read is no empty account`(operation: String) async throws {
        let aws = ScriptedAWS(answers.merging([operation: ["!AccessDenied"]]) { $1 })
        let error = await #expect(throws: AWSError.self) { try await read(aws, A.file()) }
        #expect(error?.isAccessDenied == true)
    }
}
