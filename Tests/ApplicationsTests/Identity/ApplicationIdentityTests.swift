import AWS
import IdentityProofs
import Testing

@testable import Applications
@testable import FakeAWS

@Suite struct ApplicationIdentityTests {
    @Test(arguments: [
        ("arn:aws:iam::123456789012:user/deploy", "aws:123456789012:user:deploy"),
        ("arn:aws:iam::123456789012:user/staff/deploy", "aws:123456789012:user:deploy"),
        ("arn:aws:sts::123456789012:assumed-role/deploy/ci", "aws:123456789012:role:deploy"),
        ("arn:aws:iam::123456789012:role/jobs/deploy", "aws:123456789012:role:deploy"),
        ("arn:aws-cn:iam::210987654321:role/deploy", "aws-cn:210987654321:role:deploy"),
    ])
    func `a user or role has a name with partition, account and kind`(_ text: String, _ name: String) throws {
        let identity = try #require(IAMIdentity(arn: try arn(text), userID: nil))
        let application = try #require(ApplicationIdentity(identity))
        #expect(application.description == name)
        #expect(ApplicationIdentity(name) == application)
    }

    @Test(arguments: ["arn:aws:iam::123456789012:root", "arn:aws:sts::123456789012:federated-user/deploy"])
    func `the root of an account and a federated user are no applications`(_ text: String) throws {
        let identity = try #require(IAMIdentity(arn: try arn(text), userID: nil))
        #expect(ApplicationIdentity(identity) == nil)
    }

    @Test func `whoever differs in partition, account or kind is another application`() throws {
        let texts = [
            "aws:123456789012:user:deploy", "aws:123456789012:role:deploy", "aws:210987654321:role:deploy",
            "aws-cn:123456789012:role:deploy", "sso:deploy", "sso:Deploy",
        ]
        #expect(Set(try texts.map(application)).count == texts.count)
    }

    @Test func `the case of IAM's names doesn't count, that of the sign-on's does`() throws {
        #expect(try application("aws:123456789012:role:Deploy") == application("aws:123456789012:role:deploy"))
        #expect(try application("aws:123456789012:role:Deploy").description == "aws:123456789012:role:Deploy")
        #expect(try application("sso:Deploy") != application("sso:deploy"))
    }

    @Test(arguments: [
        "", "deploy", ":", "sso:", "sso:a b", "sso:a:b", "sso:é", "SSO:a", "role:deploy", "aws:123456789012:sso:a",
        "aws:123456789012:role:", "aws:123456789012:group:a", "aws:12345678901:role:a", "aws:123456789012:role:a/b",
        "gcp:123456789012:role:a", "aws:123456789012:role:a:b", "aws:123456789012:role:a\u{301}",
        "sso:" + String(repeating: "a", count: 65),
    ])
    func `a text that is no application's name is refused`(_ text: String) {
        #expect(ApplicationIdentity(text) == nil)
    }
}
