import AWS
import Testing

@testable import IAMPolicy

@Suite struct PrincipalFactsTests {
    @Test func `without a second factor a role stands in for the user's access key and console session`() throws {
        let facts = PrincipalFacts.list(of: try .alice(), mfa: .absent, roleTagKeys: [])
        #expect(facts.map { $0["aws:TokenIssueTime"] } == [.absent, .same])
        #expect(facts.map { $0["aws:MultiFactorAuthPresent"] } == [.absent, .known("false")])
        #expect(facts.map { $0["aws:MultiFactorAuthAge"] } == [.absent, .absent])
        #expect(facts.map { $0["aws:SignInSessionArn"] } == [.absent, .same])
    }

    @Test func `with a second factor a role stands in for a console session that has one`() throws {
        let facts = PrincipalFacts.list(of: try .alice(), mfa: .present, roleTagKeys: [])
        #expect(facts.map { $0["aws:TokenIssueTime"] } == [.same])
        #expect(facts.map { $0["aws:MultiFactorAuthPresent"] } == [.known("true")])
        #expect(facts.map { $0["aws:MultiFactorAuthAge"] } == [.present])
        #expect(facts.map { $0["aws:SignInSessionArn"] } == [.same])
    }

    @Test(arguments: PrincipalFacts.MFA.allCases) func `who the user is is known in all requests`(
        mfa: PrincipalFacts.MFA
    )
        throws
    {
        for facts in PrincipalFacts.list(of: try .alice(), mfa: mfa, roleTagKeys: []) {
            #expect(facts["aws:username"] == .known("alice"))
            #expect(facts["aws:userid"] == .known("AIDAALICE"))
            #expect(facts["aws:PrincipalArn"] == .known("arn:aws:iam::123456789012:user/team*/alice"))
            #expect(facts["aws:PrincipalType"] == .known("User"))
            #expect(facts["aws:SourceIdentity"] == .absent)
        }
    }

    @Test(arguments: [
        "s3:prefix", "aws:PrincipalTag/team", "aws:PrincipalAccount", "aws:SourceIp", "aws:usernames", "",
    ])
    func `other keys are the same for the user and the role`(key: String) throws {
        let facts = PrincipalFacts(try .alice(), with: .accessKey, roleTagKeys: ["own"])
        #expect(facts[key] == .same)
    }

    /// The list as of 2026, without the keys that the tests above are about. Those of a role's session are there for roles of
    /// machines and services alone, so neither a user's requests have them nor those of a session that the broker opened.
    ///
    /// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
    @Test(arguments: [
        "aws:PrincipalAccount", "aws:PrincipalOrgPaths", "aws:PrincipalOrgID", "aws:PrincipalTag/key",
        "aws:PrincipalIsAWSService", "aws:PrincipalServiceName", "aws:PrincipalServiceNamesList",
        "aws:AssumedRoot", "aws:FederatedProvider", "aws:ChatbotSourceArn", "aws:Ec2InstanceSourceVpc",
        "aws:Ec2InstanceSourcePrivateIPv4", "ec2:RoleDelivery", "ec2:SourceInstanceArn", "glue:RoleAssumedBy",
        "glue:CredentialIssuingService", "codebuild:BuildArn", "codebuild:ProjectArn", "lambda:SourceFunctionArn",
        "ssm:SourceInstanceArn", "identitystore:UserId",
        "aws:SourceIp", "aws:SourceVpc", "aws:SourceVpcArn", "aws:SourceVpce", "aws:VpceAccount", "aws:VpceOrgID",
        "aws:VpceOrgPaths", "aws:VpcSourceIp",
        "aws:ResourceAccount", "aws:ResourceOrgID", "aws:ResourceOrgPaths", "aws:ResourceTag/key",
        "aws:CalledVia", "aws:CalledViaFirst", "aws:CalledViaLast", "aws:CalledViaAWSMCP", "aws:ViaAWSService",
        "aws:ViaAWSMCPService", "aws:CurrentTime", "aws:EpochTime", "aws:referer", "aws:RequestedRegion",
        "aws:RequestTag/key", "aws:TagKeys", "aws:SecureTransport", "aws:SourceAccount", "aws:SourceArn",
        "aws:SourceOrgID", "aws:SourceOrgPaths", "aws:UserAgent", "aws:IsMcpServiceAction",
    ])
    func `a global key that doesn't depend on whether the user or the role asks stays`(key: String) throws {
        for mfa in PrincipalFacts.MFA.allCases {
            for facts in PrincipalFacts.list(of: try .alice(), mfa: mfa, roleTagKeys: ["latchkey:mirror"]) {
                #expect(facts[key] == .same)
            }
        }
    }

    @Test func `keys are found whatever their case`() throws {
        let facts = PrincipalFacts(try .alice(), with: .accessKey, roleTagKeys: ["Own:Key"])
        for key in ["AWS:USERNAME", "aws:userName"] { #expect(facts[key] == .known("alice")) }
        for key in ["aws:PrincipalTag/own:key", "AWS:principaltag/OWN:KEY"] { #expect(facts[key] == .absent) }
    }

    @Test func `a tag of the user that only AWS can make isn't known in requests`() throws {
        let user = try User.alice(tags: [AWS.Tag(key: "AWS:cloudformation:stack-name", value: "x")])
        for facts in PrincipalFacts.list(of: user, mfa: .absent, roleTagKeys: []) {
            #expect(facts["aws:PrincipalTag/aws:cloudformation:stack-name"] == .unknown)
            #expect(facts["aws:PrincipalTag/aws:other"] == .same)
        }
    }

    @Test func `a user's own tag with the key of one of the role's tags is the user's alone`() throws {
        let user = try User.alice(tags: [AWS.Tag(key: "Latchkey:Mirror", value: "x")])
        let facts = PrincipalFacts.list(of: user, mfa: .absent, roleTagKeys: ["latchkey:mirror"])
        #expect(facts.count == 2)
        #expect(facts.allSatisfy { $0["aws:PrincipalTag/latchkey:mirror"] == .known("x") })
    }
}
