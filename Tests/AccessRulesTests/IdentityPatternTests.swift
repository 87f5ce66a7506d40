import AWS
import IdentityProofs
import Testing

@testable import AccessRules

@Suite struct IdentityPatternTests {
    static func user(_ path: String = "/", _ name: String = "alice") -> ProvenIdentity? {
        identity("arn:aws:iam::123456789012:user\(path)\(name)", "AIDAEXAMPLE")
    }

    static func session(_ role: String = "deploy", _ name: String = "ci") -> ProvenIdentity? {
        identity("arn:aws:sts::123456789012:assumed-role/\(role)/\(name)", "AROAEXAMPLE:\(name)")
    }

    static func identity(_ arn: String, _ id: String) -> ProvenIdentity? {
        ARN(arn).flatMap { IAMIdentity(arn: $0, userID: id) }.map { ProvenIdentity($0) }
    }

    @Test func `a user and a role of the same name are told apart by their kind`() throws {
        let pattern = IdentityPattern(kind: .user, name: TextPattern("deploy"))
        #expect(pattern.matches(try #require(Self.user("/", "deploy"))))
        #expect(!pattern.matches(try #require(Self.session("deploy"))))
    }

    @Test func `names are compared without regard to case, sessions with it`() throws {
        #expect(IdentityPattern(kind: .user, name: TextPattern("ALICE")).matches(try #require(Self.user())))
        let session = IdentityPattern(kind: .role, name: TextPattern("Deploy"), session: TextPattern("CI"))
        #expect(!session.matches(try #require(Self.session("deploy", "ci"))))
        #expect(session.matches(try #require(Self.session("deploy", "CI"))))
    }

    @Test func `a path matches users below it, and no session`() throws {
        let pattern = IdentityPattern(path: TextPattern("/staff/*"))
        #expect(pattern.matches(try #require(Self.user("/staff/"))))
        #expect(pattern.matches(try #require(Self.user("/staff/eu/"))))
        #expect(!pattern.matches(try #require(Self.user("/"))))
        #expect(!pattern.matches(try #require(Self.session())))
    }

    @Test func `organization and tags match only what a token told`() throws {
        var proven = try #require(Self.user())
        let pattern = IdentityPattern(
            organization: TextPattern("o-a1b2c3d4e5"), organizationalUnit: TextPattern("*/ou-ab12-11111111/*"),
            tags: ["team": TextPattern("data*")])
        #expect(!pattern.matches(proven))
        proven.organization = OrganizationFacts(
            id: "o-a1b2c3d4e5", paths: ["o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/"], principalTags: ["team": "data-eu"])
        #expect(pattern.matches(proven))
        proven.organization?.principalTags = ["Team": "data-eu"]
        #expect(!pattern.matches(proven))
    }

    @Test func `partition and account are compared whole`() throws {
        let user = try #require(Self.user())
        #expect(IdentityPattern(partition: TextPattern("aws"), account: TextPattern("123456789012")).matches(user))
        #expect(!IdentityPattern(partition: TextPattern("aws-cn")).matches(user))
        #expect(!IdentityPattern(account: TextPattern("12345678901")).matches(user))
    }
}
