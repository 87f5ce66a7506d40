import AWS
import Formats
import Testing
import TrustPolicies

@testable import Baseline

@Suite struct AccountFileTrustPolicyTests {
    private func file(_ partition: Partition = .aws, trust: [TrustEntry]) throws -> AccountFile {
        let account = AWSAccount(id: try #require(AccountID("123456789012")), partition: partition)
        return AccountFile(
            account: account, path: try #require(Path("/baseline/")),
            groups: [
                GroupEntry(
                    name: try #require(GroupName("admin")), mayAssume: [try #require(RoleName("first"))])
            ],
            roles: [
                RoleEntry(name: try #require(RoleName("first")), path: try #require(Path("/a/")), trust: trust),
                RoleEntry(name: try #require(RoleName("second")), trust: []),
            ],
            people: [PersonEntry(name: try #require(UserName("ann")), path: try #require(Path("/staff/")))],
            samlProviders: [SAMLProviderEntry(name: "sso", metadataDocument: "")])
    }

    private func trust(_ entry: TrustEntry, _ partition: Partition = .aws) throws -> String {
        let file = try file(partition, trust: [entry])
        return try file.trustPolicy(of: file.roles[0]).text
    }

    private let prefix = #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"#

    @Test func `a role that groups may assume trusts the account's principals with a second factor`() throws {
        let group = try #require(GroupName("admin"))
        let root = #"{"AWS":"arn:aws:iam::123456789012:root"}"#
        #expect(
            try trust(.groups(GroupTrust(groups: [group], mfa: .required(greatestAge: 3_600))))
                == prefix + root
                + #","Action":"sts:AssumeRole","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"}"#
                + #","NumericLessThan":{"aws:MultiFactorAuthAge":"3600"}}},{"Effect":"Allow","Principal":"# + root
                + #","Action":"sts:SetSourceIdentity","Condition":{"StringEquals":{"sts:SourceIdentity":"#
                + #""${aws:username}"}}}]}"#)
        let anyAge = try trust(.groups(GroupTrust(groups: [group])))
        #expect(anyAge.contains("MultiFactorAuthPresent") && !anyAge.contains("MultiFactorAuthAge"))
        #expect(try !trust(.groups(GroupTrust(groups: [group], mfa: .notRequired))).contains("MultiFactor"))
    }

    @Test func `sessions of mirrored roles come in by the name of their role`() throws {
        let group = try #require(GroupName("admin"))
        let text = try trust(.groups(GroupTrust(groups: [group], mirroredRoles: "user-role/user_*")), .china)
        let statement = #"{"Effect":"Allow","Principal":{"AWS":"arn:aws-cn:iam::123456789012:root"},"Action":"#
        let mirrored = #""ArnLike":{"aws:PrincipalArn":"arn:aws-cn:iam::123456789012:role/user-role/user_*"}"#
        let own = #""StringEqualsIfExists":{"sts:SourceIdentity":"${aws:SourceIdentity}"}"#
        let entering = statement + #""sts:AssumeRole","Condition":{\#(mirrored)}}"#
        let bringing = statement + #""sts:SetSourceIdentity","Condition":{\#(mirrored),\#(own)}}"#
        #expect(text.hasSuffix(",\(entering),\(bringing)]}"))
    }

    @Test func `services, principals and SAML providers are trusted by name`() throws {
        #expect(
            try trust(.service("ec2.amazonaws.com"))
                == prefix + #"{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#)
        let other = try #require(ARN("arn:aws:iam::210987654321:root"))
        let principals = PrincipalTrust(
            principals: [
                .role(try #require(RoleName("second"))), .person(try #require(UserName("ann"))), .arn(other),
            ], externalID: "x1", bringing: [.tags, .sourceIdentity])
        #expect(
            try trust(.principals(principals))
                == prefix
                + #"{"AWS":["arn:aws:iam::123456789012:role/second","arn:aws:iam::123456789012:user/staff/ann","#
                + #""arn:aws:iam::210987654321:root"]},"Action":["sts:AssumeRole","sts:SetSourceIdentity","#
                + #""sts:TagSession"],"Condition":{"StringEquals":{"sts:ExternalId":"x1"}}}]}"#)
        #expect(
            try trust(.saml(provider: "sso"), .govCloud)
                == prefix + #"{"Federated":"arn:aws-us-gov:iam::123456789012:saml-provider/sso"},"Action":"#
                + #""sts:AssumeRoleWithSAML","Condition":{"StringEquals":{"SAML:aud":"#
                + #""https://signin.amazonaws-us-gov.com/saml"}}}]}"#)
    }

    @Test func `people of a provider are trusted as the command trust-policy prints it`() throws {
        let issuer = try TrustedIssuer("https://sso.example.com")
        let trust = WebIdentityTrust(
            issuer: issuer, clients: ["tool"], claim: .subject,
            people: [try TrustedPerson("ann", by: .subject, at: issuer)])
        let printed = trust.document(in: AccountID("123456789012"), of: .aws)
        #expect(try self.trust(.webIdentity(trust)) == printed.text)
    }

    @Test func `statements of the file are taken as they are`() throws {
        let policy = try WrittenPolicy([
            "Version": "2012-10-17",
            "Statement": ["Sid": "A", "Effect": "Deny", "Principal": "*", "Action": "sts:AssumeRole"],
        ])
        #expect(
            try trust(.statements(policy)) == #"{"Version":"2012-10-17","Statement":[{"Sid":"A","Effect":"Deny","#
                + #""Principal":"*","Action":"sts:AssumeRole"}]}"#)
    }

    @Test func `a group gets the permission on exactly the roles that trust it`() throws {
        let file = try file(trust: [])
        let policies = try file.inlinePolicies(of: file.groups[0])
        #expect(policies.count == 1)
        #expect(
            policies[try #require(PolicyName("latchkey-assume-roles"))]?.text
                == #"{"Version":"2012-10-17","Statement":[{"Sid":"AssumeRoles","Effect":"Allow","Action":["sts:AssumeRole","#
                + #""sts:SetSourceIdentity"],"Resource":["arn:aws:iam::123456789012:role/a/first"]}]}"#)
        #expect(try file.inlinePolicies(of: GroupEntry(name: try #require(GroupName("other")))).isEmpty)
    }

    @Test func `policies are found by their kind of name`() throws {
        let file = try file(.china, trust: [])
        let name = try #require(PolicyName("self-service"))
        #expect(file.arn(of: .own(name))?.rawValue == "arn:aws-cn:iam::123456789012:policy/baseline/self-service")
        #expect(
            file.arn(of: .awsManaged("job-function/ViewOnlyAccess"))?.rawValue
                == "arn:aws-cn:iam::aws:policy/job-function/ViewOnlyAccess")
    }
}
