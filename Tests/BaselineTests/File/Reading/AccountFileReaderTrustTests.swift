import AWS
import IAMPolicy
import Testing
import TrustPolicies

@testable import Baseline

@Suite struct AccountFileReaderTrustTests {
    private static func open(_ principal: String, _ condition: String) -> String {
        "[{statements: {Effect: Allow, Principal: \(principal), Action: 'sts:AssumeRole', Condition: {\(condition)}}}]"
    }

    private static let providers = "open-id-connect-providers: {'https://sso.example.com': {client-ids: [tool]}}\n"
    private let read = ReadFile()

    /// A file with one role, whose trust stands in the last line.
    private func file(_ trust: String) -> String {
        Self.providers
            + "groups: {admins: {}}\npeople: {ann: {}}\nroles:\n  first: {trust: [{service: ec2.amazonaws.com}]}\n"
            + "  role: {trust: \(trust)}"
    }

    private func trust(_ trust: String) throws -> [TrustEntry] { try read(file("[\(trust)]")).file.roles[1].trust }

    @Test func `each kind of trust is read`() throws {
        let group = try #require(GroupName("admins"))
        #expect(try trust("{groups: [admins]}") == [.groups(GroupTrust(groups: [group]))])
        #expect(
            try trust("{groups: [admins], mfa: required, mfa-age: 1h, mirrored-roles: user-role/user_*}")
                == [
                    .groups(
                        GroupTrust(
                            groups: [group], mfa: .required(greatestAge: 3_600), mirroredRoles: "user-role/user_*"))
                ])
        #expect(
            try trust("{groups: [admins], mfa: not-required}")
                == [.groups(GroupTrust(groups: [group], mfa: .notRequired))])
        let principals = try trust(
            "{principals: [role/first, user/ann, '210987654321'], external-id: x/1, bring: [tags]}")
        #expect(
            principals == [
                .principals(
                    PrincipalTrust(
                        principals: [
                            .role(try #require(RoleName("first"))), .person(try #require(UserName("ann"))),
                            .arn(try #require(ARN("arn:aws:iam::210987654321:root"))),
                        ], externalID: "x/1", bringing: [.tags]))
            ])
        let issuer = try TrustedIssuer("https://sso.example.com")
        #expect(
            try trust("{provider: 'https://sso.example.com', clients: [tool], people: [ann], session-tags: true}")
                == [
                    .webIdentity(
                        WebIdentityTrust(
                            issuer: issuer, clients: ["tool"], claim: .subject,
                            people: [try TrustedPerson("ann", by: .subject, at: issuer)], allowsSessionTags: true))
                ])
        guard
            case .statements(let policy) = try trust(
                "{statements: [{Effect: Deny, Principal: '*', Action: 'sts:AssumeRole'}]}")[0]
        else {
            Issue.record("no statements")
            return
        }
        #expect(policy.document.statements.count == 1)
    }

    @Test func `Google needs no provider in the file`() throws {
        let entries = try trust(
            "{provider: 'https://accounts.google.com', clients: [tool], claim: email, people: [ann@example.com]}")
        guard case .webIdentity(let trust) = entries[0] else {
            Issue.record("\(entries)")
            return
        }
        #expect(trust.issuer.isBuiltIn && trust.claim == .email)
    }

    @Test(arguments: [
        ("", "“trust” should be a list"), ("[]", "“trust” is empty: nobody could assume the role"),
        ("[x]", "a trust should have names with values"), ("[{}]", "a trust should have exactly one of “groups”"),
        ("[{groups: [admins], service: a.b}]", "a trust should have exactly one of “groups”"),
        ("[{people: [ann]}]", "a trust should have exactly one of"),
        ("[{groups: []}]", "“groups” is empty"), ("[{groups: [admin]}]", "did you mean “admins”?"),
        ("[{groups: [admins], mfa: no}]", "it should be required or not-required"),
        ("[{groups: [admins], mfa: not-required, mfa-age: 1h}]", "means nothing with “mfa: not-required”"),
        ("[{groups: [admins], mfa-age: 1s}]", "from 60 to 129600 seconds"),
        ("[{groups: [admins], mfa-age: 1w}]", "from 60 to 129600 seconds"),
        ("[{groups: [admins], mfa-age: 99999999999999999999h}]", "from 60 to 129600 seconds"),
        ("[{groups: [admins], mfa-age: 9223372036854775807d}]", "from 60 to 129600 seconds"),
        ("[{groups: [admins], mirrored-roles: '*'}]", "it should be the path and the names’ beginning"),
        ("[{groups: [admins], mirrored-roles: /user-role/*}]", "it should be the path and the names’ beginning"),
        ("[{groups: [admins], mirrored-roles: user*/x*}]", "it should be the path and the names’ beginning"),
        ("[{service: ec2}]", "it should be the name of a service"), ("[{service: '*'}]", "it should be the name"),
        ("[{principals: []}]", "“principals” is empty"), ("[{principals: ['*']}]", "there is no principal “*”"),
        ("[{principals: [role/frist]}]", "did you mean “role/first”?"),
        ("[{principals: [user/bob]}]", "there is no principal “user/bob”"),
        ("[{principals: ['arn:aws:iam::123456789012:role/*']}]", "AWS takes whole ARNs"),
        ("[{principals: ['arn:aws-cn:iam::123456789012:role/a']}]", "is no principal of this partition"),
        ("[{principals: ['arn:aws:s3:::bucket']}]", "is no principal of this partition"),
        ("[{principals: [role/first], external-id: x}]", "2 to 1,224 letters"),
        ("[{principals: [role/first], bring: [tag]}]", "“bring” should have source-identity or tags"),
        ("[{principals: [role/role]}]", "the trust goes in a circle: “role” trusts “role”"),
        ("[{saml-provider: sso}]", "there is no SAML provider “sso” in the file"),
        (
            "[{provider: 'https://sso.example.org', clients: [tool], people: [a]}]",
            "did you mean “https://sso.example.com”?"
        ),
        (
            "[{provider: 'https://other.test.org', clients: [tool], people: [a]}]",
            "add it to “open-id-connect-providers”"
        ),
        ("[{provider: 'http://sso.example.com', clients: [tool], people: [a]}]", "should be an address with https://"),
        ("[{provider: 'https://sso.example.com', people: [a]}]", "“clients” is missing"),
        ("[{provider: 'https://sso.example.com', clients: [tool]}]", "“people” is missing"),
        ("[{provider: 'https://sso.example.com', clients: [too], people: [a]}]", "the provider has no client “too”"),
        (
            "[{provider: 'https://sso.example.com', clients: [tool], people: ['*']}]",
            "lets in people whom nobody has named"
        ),
        (
            "[{provider: 'https://sso.example.com', clients: [tool], people: [a], claim: name}]",
            "sub, email, source-identity"
        ),
        ("[{statements: []}]", "there is no statement"),
        ("[{statements: [{Effect: Allow}]}]", "either “Action” or “NotAction”"),
        (
            "[{statements: {Effect: Allow, Principal: '*', Action: 'sts:AssumeRole'}}]",
            "this lets in everybody in the world"
        ),
        (
            "[{statements: {Effect: Allow, Principal: {AWS: '*'}, Action: 'sts:AssumeRole'}}]",
            "this lets in everybody in the world"
        ),
        (
            "[{statements: {Effect: Allow, NotPrincipal: {AWS: 'arn:aws:iam::123456789012:root'}, Action: 'sts:AssumeRole'}}]",
            "this lets in everybody in the world"
        ),
        (Self.open("'*'", "ArnLike: {'aws:PrincipalArn': '*'}"), "this lets in everybody in the world"),
        (
            Self.open("{AWS: ['*']}", "NumericLessThan: {'aws:MultiFactorAuthAge': 900}"),
            "this lets in everybody in the world"
        ),
        (Self.open("'*'", "Bool: {'aws:MultiFactorAuthPresent': 'true'}"), "this lets in everybody in the world"),
        (
            Self.open("'*'", "ArnLike: {'aws:PrincipalArn': 'arn:aws:iam::*:role/x'}"),
            "this lets in everybody in the world"
        ),
        (Self.open("'*'", "StringNotEquals: {'aws:PrincipalAccount': '1'}"), "this lets in everybody in the world"),
        ("[{statements: {Effect: Allow, Principal: {A: x}, Action: 'sts:AssumeRole'}}]", "“A” is no kind of principal"),
        ("[{statements: {Effect: Deny, Principal: '*', Action: 's3:*'}}]", "has actions of sts alone"),
        (
            "[{statements: {Effect: Deny, Principal: '*', Action: 'sts:*', Resource: '*'}}]",
            "“Resource” doesn’t belong here: who may assume a role is decided by its trust alone"
        ),
    ])
    func `a trust that lets in nobody, or too many, is refused`(_ trust: String, _ reason: String) throws {
        let faults = try read.faults(file(trust))
        #expect(faults.contains { $0.hasPrefix("line 6: ") && $0.contains(reason) }, "\(faults)")
    }

    @Test func `roles that trust each other are refused, with the whole circle`() throws {
        let role = { (name: String, other: String) in "  \(name): {trust: [{principals: [role/\(other)]}]}\n" }
        let faults = try read.faults("roles:\n" + role("a", "b") + role("b", "c") + role("c", "a") + role("d", "a"))
        #expect(faults.count == 1)
        #expect(faults[0].contains("line 2: the trust goes in a circle: “a” trusts “b” trusts “c” trusts “a”."))
    }

    @Test func `roles that trust others without a circle are taken, in whatever order`() throws {
        let role = { (name: String, others: String) in "  \(name): {trust: [{principals: [\(others)]}]}\n" }
        let text =
            "roles:\n" + role("a", "role/b, role/c") + role("b", "role/c")
            + "  c: {trust: [{service: ec2.amazonaws.com}]}"
        #expect(try read(text).file.roles.count == 3)
    }

    @Test func `an instance profile is for a role that instances may assume`() throws {
        let faults = try read.faults("groups: {a: {}}\nroles: {x: {trust: [{groups: [a]}], instance-profile: true}}")
        #expect(faults.count == 1 && faults[0].contains("should trust the service ec2.amazonaws.com"))
    }

    @Test func `another account without an external ID is warned of`() throws {
        let warnings = try read(file("[{principals: ['210987654321']}]")).warnings
        #expect(warnings.count == 1 && warnings[0].line == 6 && warnings[0].reason.contains("external-id"))
    }

    @Test func `a trust that is too long is refused, and one for which a quota must be raised is warned of`() throws {
        let principals = { (count: Int) in
            (0..<count).map { "'arn:aws:iam::123456789012:role/\(String(repeating: "r", count: 50))\($0)'" }
                .joined(separator: ", ")
        }
        let warnings = try read(file("[{principals: [\(principals(40))]}]")).warnings
        #expect(warnings.count == 1 && warnings[0].reason.contains("“Role trust policy length”"))
        let faults = try read.faults(file("[{principals: [\(principals(120))]}]"))
        #expect(faults.count == 1 && faults[0].contains("AWS takes 8192 at most"))
    }

    @Test(arguments: [
        "StringEquals: {'aws:PrincipalOrgID': o-1}",
        "ArnLike: {'aws:PrincipalArn': 'arn:aws:iam::123456789012:role/x*'}",
        "StringEquals: {'aws:PrincipalAccount': ['123456789012', '210987654321']}",
    ])
    func `everybody may be trusted whom a condition names`(_ condition: String) throws {
        #expect(try read.faults(file(Self.open("'*'", condition))).isEmpty)
    }
}
