import AWS
import Testing

@testable import Baseline

/// Files that AWS would refuse, or that say something else than whoever wrote them meant.
@Suite struct AccountFileReaderMistakesTests {
    private let read = ReadFile()

    @Test(arguments: [
        ("name: a,b", 1, "“name” can’t be “a,b”"),
        ("name: staging\npath: /baseline/", 2, "“path” should end with the file’s name, such as /staging/"),
        ("name: staging\npath: /staging/more/", 2, "“path” should end with the file’s name"),
        ("path: //", 1, "“path” can’t be “//”"),
        ("path: /a//baseline/", 1, "“path” can’t be “/a//baseline/”"),
        ("path: /a*/baseline/", 1, "“path” can’t be"),
        ("path: /a/baseline", 1, "“path” can’t be"),
        ("path: /\(String(repeating: "a", count: 600))/baseline/", 1, "“path” can’t be"),
        ("people: {ann: {path: /staff}}", 1, "“path” can’t be “/staff”"),
        ("people: {ann: {path: //}}", 1, "“path” can’t be “//”"),
        ("people: {ann: {path: /a/*/}}", 1, "“path” can’t be “/a/*/”"),
        ("people: {ann: {path: '/${aws:username}/'}}", 1, "“path” can’t be"),
        ("roles: {r: {path: /aws-service-role/x/, trust: [{service: ec2.amazonaws.com}]}}", 1, "AWS keeps for itself"),
        ("people: {\(String(repeating: "a", count: 65)): {}}", 1, "can’t be the name of a person"),
        ("groups: {\(String(repeating: "a", count: 129)): {}}", 1, "can’t be the name of a group"),
        ("groups: {everyone: {}, Everyone: {}}", 1, "“Everyone” stands in line 1 already"),
        ("roles:\n  a: {trust: [{service: ec2.amazonaws.com}]}\n  A: {}", 3, "“A” stands in line 2 already"),
        ("policies:\n  a: {shipped: quarantine}\n  A: {shipped: quarantine}", 3, "“A” stands in line 2 already"),
        (
            "people: {ann: {inline-policies: {a: {shipped: quarantine}, A: {shipped: quarantine}}}}", 1,
            "“A” stands in line 1 already"
        ),
        ("policies: {ReadOnlyAccess: {shipped: quarantine}}", 1, "is the name of one of AWS’s own policies"),
        ("policies: {administratoraccess: {shipped: quarantine}}", 1, "is the name of one of AWS’s own policies"),
        (
            "people: {ann: {inline-policies: {latchkey-baseline-shut: {shipped: quarantine}}}}", 1,
            "is a name that Latchkey itself uses"
        ),
        (
            "people: {ann: {inline-policies: {latchkey-offboarding: {shipped: quarantine}}}}", 1,
            "is a name that Latchkey itself uses"
        ),
        (
            "groups: {a: {managed-policies: ['arn:aws:iam::123456789012:policy/baseline/x']}}", 1,
            "isn’t in the file, which owns all that lies in /baseline/"
        ),
        (
            "policies: {x: {shipped: quarantine}}\n"
                + "groups: {a: {managed-policies: [x, 'arn:aws:iam::123456789012:policy/baseline/x']}}", 2,
            "names a policy that stands here already"
        ),
        (
            "groups: {a: {}}\nroles: {r: {trust: [{groups: [a], mirrored-roles: 'user-role//user_*'}]}}", 2,
            "“mirrored-roles” can’t be"
        ),
        (
            "policies: {p: {document: {Version: 2012-10-17, Id: [a], Statement: {Effect: Allow, Action: '*', Resource: '*'}}}}",
            1,
            "“Id” should be a text"
        ),
        ("people: {ann: {permissions-boundary: no pe}}", 1, "“no pe” is no name of a policy"),
        ("tables: {abc: {key: x, tags: {a: b*}}}\nregion: us-east-1", 1, "the tag “a” should have"),
        ("saml-providers: {sso: {metadata: <EntityDescriptor/>}}", 1, "1,000 to 10,000,000 characters"),
        (
            "open-id-connect-providers: {'https://sso.example.com': {client-ids: [x], thumbprints: "
                + "[aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA]}}", 1,
            "stands twice in “thumbprints”"
        ),
    ])
    func `a name or a path that AWS takes otherwise is refused`(
        _ text: String, _ line: Int, _ reason: String
    ) throws {
        let faults = try read.faults(text)
        #expect(faults.contains { $0.hasPrefix("line \(line): ") && $0.contains(reason) }, "\(faults)")
        #expect(faults.count == 1, "\(faults)")
    }

    private static let rest = "Effect: Allow, Action: 's3:*'"

    private func policy(_ statement: String, version: String = "2012-10-17") -> String {
        "policies:\n  own:\n    document: {Version: \(version), Statement: {\(statement)}}"
    }

    @Test(arguments: [
        ("Resource: 'arn:aws:s3:::${aws:usrname}'", "there is no ${aws:usrname}: did you mean aws:username?"),
        ("Resource: 'arn:aws:s3:::${aws:usrname, ''x''}'", "there is no ${aws:usrname, 'x'}"),
        ("Resource: 'arn:aws:s3:::${aws:PrincipalTag}'", "needs the name of a tag, such as ${aws:PrincipalTag/team}"),
        ("Resource: 'arn:aws:s3:::${aws:PrincipalTag/}'", "needs the name of a tag, such as ${aws:PrincipalTag/team}"),
        ("Resource: 'arn:aws:s3:::${aws:TagKeys}'", "may have several values"),
        ("Resource: 'arn:aws:s3:::${ aws:username }'", "a variable that isn’t whole"),
        ("Resource: 'arn:aws:s3:::${aws:username,x}'", "a variable that isn’t whole"),
        ("Resource: 'arn:aws:s3:::${aws:username:}'", "there is no ${aws:username:}"),
        ("Resource: '*', Condition: {StringEquals: {'aws:usrname': a}}", "there is no condition key “aws:usrname”"),
        ("Resource: '*', Condition: {StringEquals: {'aws:PrincipalTag': a}}", "needs the name of a tag"),
        (
            "Resource: '*', Condition: {StringEquals: {'iam:PermissionBoundary': a}}",
            "did you mean “iam:PermissionsBoundary”?"
        ),
        ("Resource: '*', Condition: {StringEquals: {'aws:username': a, 'AWS:Username': b}}", "stands here twice"),
        ("Resource: '*', Condition: {ArnLike: {'aws:PrincipalArn': role/x}}", "it should be an ARN"),
        ("Resource: '*', Condition: {BinaryEquals: {'s3:x': '?'}}", "it should be base64"),
        ("Resource: 'arn:aws:iam::12345:user/x'", "has no account of twelve digits"),
        ("Resource: 'arn:aws:iam::ACOUNT_ID:user/x'", "has no account of twelve digits"),
        ("Resource: 'arn:aws:iam:eu-west-1:123456789012:user/x'", "IAM’s ARNs have no Region"),
        ("Resource: 'arn:aws:s3:::'", "names nothing"),
        ("Resource: 'arn:aws:s3:::WORDS/x'", "WORDS has several values, and can only be a whole text"),
        ("Resource: WORDS/x", "WORDS has several values, and can only be a whole text"),
        ("Sid: [a], Resource: '*'", "“Sid” should be a text"),
        ("Resource: 'arn:aws:ec2:REGION:ACCOUNT_ID:instance/*'", "has no Region between its third and fourth colons"),
    ])
    func `what a statement can't mean is refused`(_ statement: String, _ reason: String) throws {
        let faults = try read.faults("words: {WORDS: [a, b]}\n" + policy("\(Self.rest), \(statement)"))
        #expect(faults.contains { $0.hasPrefix("line 4: ") && $0.contains(reason) }, "\(faults)")
    }

    @Test(arguments: [
        "Resource: 'arn:aws:s3:::${aws:PrincipalTag/team}/${aws:username, ''nobody''}/${saml:sub}/${s3:prefix}'",
        "Resource: 'arn:aws:s3:::${AWS:USERNAME}/$/${*}${?}${$}'",
        "Resource: '*', Condition: {StringEquals: {'aws:requesttag/team': a, 'sso.example.com:sub': b}}",
        "Resource: '*', Condition: {ArnLike: {'aws:PrincipalArn': ['arn:aws:iam::*:role/x', '*', '${aws:PrincipalArn}']}}",
        "Resource: ['arn:aws:iam::aws:policy/*', 'arn:aws:iam::*:role/x', 'arn:*:iam::123456789012:role/x', 'arn:aws:s3:::*']",
    ])
    func `what a statement can mean is taken`(_ statement: String) throws {
        #expect(try read.faults(policy("\(Self.rest), \(statement)")).isEmpty)
    }

    @Test func `a key that nothing is like may be a new one, and is warned of`() throws {
        let statement = "\(Self.rest), Resource: '*', Condition: {StringEquals: {'aws:ZzzzzzzzQqqqqqqq': a}}"
        let warnings = try read(policy(statement)).warnings
        #expect(warnings.map(\.reason) == ["the condition key “aws:ZzzzzzzzQqqqqqqq” isn’t known here: check it"])
    }

    @Test(arguments: [
        "Resource: 'arn:aws:s3:::${aws:username}'", "Resource: 'arn:aws:s3:::${*}'",
        "Resource: '*', Condition: {StringLike: {'s3:prefix': '${aws:username}/*'}}",
    ])
    func `the older language has no variables`(_ statement: String) throws {
        let faults = try read.faults(policy("\(Self.rest), \(statement)", version: "2008-10-17"))
        #expect(faults.count == 1 && faults[0].contains("write Version: 2012-10-17, without which"), "\(faults)")
        #expect(try read.faults(policy("\(Self.rest), Resource: '*'", version: "2008-10-17")).isEmpty)
    }

    private func role(_ trust: String) -> String { "people: {ann: {}}\nroles:\n  r:\n    trust: [\(trust)]" }

    private static func statement(_ principal: String, _ action: String = "sts:AssumeRole") -> String {
        "{statements: {Effect: Allow, Principal: \(principal), Action: '\(action)'}}"
    }

    @Test(arguments: [
        ("{service: ec2.amazonaws.co}", "“service” can’t be “ec2.amazonaws.co”"),
        ("{service: ec2.amazonaws.com.cn}", "“service” can’t be"),
        ("{service: amazonaws.com}", "“service” can’t be"),
        ("{service: .amazonaws.com}", "“service” can’t be"),
        (statement("{AWS: ann}"), "“ann” is no principal"),
        (statement("{AWS: 'arn:aws:iam::123456789012:user/*'}"), "“arn:aws:iam::123456789012:user/*” is no principal"),
        (statement("{AWS: 'arn:aws-cn:iam::123456789012:user/x'}"), "is no principal"),
        (statement("{AWS: 'arn:aws:iam::123456789012:user/${aws:username}'}"), "is no principal"),
        (statement("{AWS: 'arn:aws:iam::123456789012:group/x'}"), "is no principal"),
        (statement("{AWS: 'arn:aws:iam::123456789012:policy/x'}"), "is no principal"),
        (statement("{AWS: 'arn:aws:sts::123456789012:assumed-role/x'}"), "is no principal"),
        ("{principals: ['arn:aws:iam::123456789012:group/x']}", "is no principal"),
        (statement("{AWS: AIDAIIIIIIIIIIIIIIIII}"), "is the ID of somebody who is gone"),
        (statement("{AWS: []}"), "“Principal” names nobody"),
        (statement("{Service: ec2}"), "“ec2” is no service"),
        (statement("{Federated: 'arn:aws:iam::123456789012:user/x'}"), "is no provider"),
        (statement("{Federated: sso.example.com}"), "is no provider"),
        (statement("{AWS: '210987654321'}", "sts:GetCallerIdentity"), "lets nobody assume a role"),
        (statement("{AWS: '210987654321'}", "sts:Get*"), "lets nobody assume a role"),
        (
            "{statements: {Sid: A, Effect: Deny, Principal: '*', Action: 'sts:*'}}, "
                + "{statements: {Sid: A, Effect: Deny, Principal: '*', Action: 'sts:TagSession'}}",
            "the Sid “A” stands in line 4 already"
        ),
    ])
    func `a trust that AWS refuses is refused`(_ trust: String, _ reason: String) throws {
        let faults = try read.faults(role(trust))
        #expect(faults.contains { $0.hasPrefix("line 4: ") && $0.contains(reason) }, "\(faults)")
    }

    @Test(arguments: [
        statement(
            "{AWS: ['210987654321', 'arn:aws:iam::123456789012:root', 'arn:aws:sts::123456789012:assumed-role/a/b']}"),
        statement("{Service: [ec2.amazonaws.com, lambda.amazonaws.com]}"),
        statement(
            "{Federated: 'arn:aws:iam::123456789012:oidc-provider/sso.example.com/a'}", "sts:AssumeRoleWithWebIdentity"),
        statement("{Federated: cognito-identity.amazonaws.com}", "sts:AssumeRoleWithWebIdentity"),
        statement("{AWS: '210987654321'}", "sts:*"), statement("{AWS: '210987654321'}", "sts:SetContext"),
    ])
    func `a trust that AWS takes is taken`(_ trust: String) throws {
        #expect(try read.faults(role(trust)).isEmpty)
    }

    @Test(arguments: [
        (
            "Effect: Deny, Action: 's3:*', Resource: '*', Condition: {Bool: {'aws:MultiFactorAuthPresent': false}}",
            "write BoolIfExists"
        ),
        ("\(rest), Resource: '*', Condition: {StringEquals: {'aws:SourceIp': 10.0.0.0/8}}", "write IpAddress"),
        ("\(rest), Resource: '*', Condition: {StringEquals: {'s3:prefix': [a, home/*]}}", "write StringLike"),
    ])
    func `what is seldom meant is warned of`(_ statement: String, _ advice: String) throws {
        let warnings = try read(policy(statement)).warnings
        #expect(warnings.count == 1 && warnings[0].reason.contains(advice), "\(warnings)")
    }

    @Test(arguments: [
        "Effect: Deny, Action: 's3:*', Resource: '*', Condition: {BoolIfExists: {'aws:MultiFactorAuthPresent': false}}",
        "\(rest), Resource: '*', Condition: {Bool: {'aws:MultiFactorAuthPresent': true}}",
        "\(rest), Resource: '*', Condition: {StringLike: {'s3:prefix': home/*}, IpAddress: {'aws:SourceIp': 10.0.0.0/8}}",
    ])
    func `what is meant is not`(_ statement: String) throws {
        #expect(try read(policy(statement)).warnings.isEmpty)
    }

    @Test func `a group that two trusts of a role name gets the permission once`() throws {
        let file = try read("groups: {a: {}}\nroles: {r: {trust: [{groups: [a]}, {groups: [a], mfa: not-required}]}}")
            .file
        #expect(file.groups[0].mayAssume.count == 1)
    }

    @Test func `a path that is left out is the name`() throws {
        #expect(try read("name: staging").file.path.rawValue == "/staging/")
        #expect(try read("name: staging\npath: /teams/staging/").file.path.rawValue == "/teams/staging/")
    }
}
