import AWS
import FoundationEssentials
import Testing

@testable import Baseline

@Suite struct TrustRecognitionTests {
    private let account = TestAccount.account

    private func trust(_ statements: String, version: String = "2012-10-17") throws -> [TrustEntry] {
        var observed = ObservedAccount()
        observed.details.userDetailList = [TestAccount.user("ann")]
        observed.details.roleDetailList = try ["r", "s"].map { name in
            let document = name == "r" ? statements : #"{"Effect":"Deny","Principal":"*","Action":"sts:*"}"#
            return RoleDetail(
                role: Role(
                    roleName: TestAccount.known(name), roleID: "AROA",
                    arn: try #require(account.iamARN("role/\(name)")), path: .root,
                    createDate: Date(timeIntervalSince1970: 0),
                    assumeRolePolicyDocument: #"{"Version":"\#(version)","Statement":\#(document)}"#))
        }
        return AccountExport.file(of: observed, in: account, name: "baseline", path: TestAccount.known("/baseline/"))
            .file
            .roles[0].trust
    }

    @Test(arguments: [
        (
            #"{"Sid":"","Effect":"Allow","Principal":{"Service":["ec2.amazonaws.com"]},"Action":["STS:AssumeRole"]}"#,
            TrustEntry.service("ec2.amazonaws.com")
        ),
        (
            #"{"Effect":"Allow","Principal":{"AWS":["arn:aws:iam::123456789012:user/ann","arn:aws:iam::123456789012:role/s"]},"#
                + #""Action":"sts:AssumeRole","Condition":{"StringEquals":{"sts:externalid":"x1"}}}"#,
            .principals(
                PrincipalTrust(
                    principals: [.person(TestAccount.known("ann")), .role(TestAccount.known("s"))], externalID: "x1"))
        ),
        // By its name it would be a circle, which the file refuses.
        (
            #"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:role/r"},"Action":"sts:AssumeRole"}"#,
            .principals(
                PrincipalTrust(principals: [.arn(TestAccount.known("arn:aws:iam::123456789012:role/r"))]))
        ),
    ])
    func `a trust that hands wrote is said in the file's words`(_ statement: String, _ entry: TrustEntry) throws {
        #expect(try trust(statement) == [entry])
        #expect(try trust("[\(statement)]", version: "2008-10-17") == [entry])
    }

    @Test(arguments: [
        #"{"Effect":"Allow","Principal":{"AWS":"AIDAIIIIIIIIIIIIIIIII"},"Action":"sts:AssumeRole"}"#,
        #"{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole","Condition":{"Bool":{"a:b":"true"}}}"#,
        #"{"Effect":"Deny","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}"#,
        #"{"Effect":"Allow","Principal":{"AWS":"210987654321","Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}"#,
        #"{"Effect":"Allow","Principal":{"AWS":"210987654321"},"Action":["sts:AssumeRole","sts:SetContext"]}"#,
        #"{"Effect":"Allow","Principal":{"Federated":"sso.example.com"},"Action":"sts:AssumeRoleWithWebIdentity"}"#,
    ])
    func `what the file has no words for stays as it is`(_ statement: String) throws {
        let found = try trust(statement)
        guard case .statements(let policy)? = found.first, found.count == 1 else {
            Issue.record("\(found)")
            return
        }
        #expect(policy.text.contains(statement))
    }
}
