import AWS
import IdentityProofs
import Testing

@testable import iam_auth

@Suite struct RevocationTargetTests {
    private static let user = "arn:aws:iam::123456789012:user/alice"
    private static let staff = "arn:aws:iam::123456789012:user/staff/alice"
    private static let session = "arn:aws:sts::123456789012:assumed-role/deploy/ci"
    private static let role = "arn:aws:iam::123456789012:role/jobs/deploy"

    private func names(_ target: String, _ arn: String, _ id: String? = nil) throws -> Bool {
        let identity = try #require(ARN(arn).flatMap { IAMIdentity(arn: $0, userID: id) })
        return try #require(RevocationTarget(target)).names(identity)
    }

    @Test func `the account is known where the text has one`() throws {
        for text in [Self.user, Self.session, "arn:*:*:*:123456789012:*"] {
            #expect(try #require(RevocationTarget(text)).account == AccountID("123456789012"))
        }
        for text in ["arn:*:*:*:*:*", "arn:aws:iam::1234567890*:user/alice", "AIDAEXAMPLE000000000"] {
            #expect(try #require(RevocationTarget(text)).account == nil)
        }
    }

    @Test(arguments: [
        ("user/alice", true), ("user/staff/alice", true), ("user/other/alice", true), ("user/ALICE", true),
        ("user/al*", true), ("user/staff/*", true), ("user/*", true), ("*", true), ("user/other/*", false),
        ("user/bob", false), ("user/alice/x", false), ("role/alice", false), ("role/*", false), ("user/lice", false),
        ("root", false),
    ])
    func `a user is known by the name, and by a path with a star`(resource: String, isNamed: Bool) throws {
        #expect(try names("arn:aws:iam::123456789012:\(resource)", Self.staff) == isNamed)
        #expect(try !names("arn:aws:iam::210987654321:\(resource)", Self.staff))
        #expect(try !names("arn:aws-cn:iam::123456789012:\(resource)", Self.staff))
    }

    @Test(arguments: [
        ("role/deploy", true), ("role/jobs/deploy", true), ("role/a/b/Deploy", true), ("role/dep*", true),
        ("role/jobs/*", true), ("role/*/deploy", true), ("role/*loy", true), ("role/*", true), ("*", true),
        ("role/deployer", false), ("role/ploy", false), ("role/*/ploy", false), ("role/jobs/*x", false),
        ("user/deploy", false), ("user/*", false),
    ])
    func `a role's ARN names its sessions, which don't tell its path`(resource: String, isNamed: Bool) throws {
        #expect(try names("arn:aws:iam::123456789012:\(resource)", Self.session) == isNamed)
        #expect(try !names("arn:aws:iam::210987654321:\(resource)", Self.session))
    }

    @Test(arguments: [
        ("assumed-role/deploy/ci", true), ("assumed-role/deploy/*", true), ("assumed-role/dep*", true),
        ("assumed-role/other/ci", false), ("assumed-role/deploy/cd", false), ("federated-user/deploy", false),
    ])
    func `a session's ARN names it`(resource: String, isNamed: Bool) throws {
        #expect(try names("arn:aws:sts::123456789012:\(resource)", Self.session) == isNamed)
    }

    @Test(arguments: [
        ("sts::123456789012:assumed-role/deploy/*", true), ("sts::123456789012:assumed-role/deploy/ci", true),
        ("sts::123456789012:assumed-role/other/*", false), ("iam::123456789012:role/deploy", true),
        ("iam::123456789012:role/jobs/*", true), ("iam::123456789012:role/other/*", false),
    ])
    func `of who brought a token only the role is known`(target: String, isNamed: Bool) throws {
        #expect(try names("arn:aws:\(target)", Self.role) == isNamed)
    }

    @Test func `a unique ID also names whoever of its kind tells none`() throws {
        let (id, other) = ("AIDAEXAMPLE0000000001", "AIDAEXAMPLE0000000002")
        #expect(try names(id, Self.user, id) && !names(id, Self.user, other))
        #expect(try names(id, Self.user) && !names(id, Self.role))
        #expect(try names("AROAEXAMPLE0000000001", Self.role) && !names("AROAEXAMPLE0000000001", Self.user))
    }

    @Test(arguments: [
        "", "*", "alice", "arn:*", "arn:aws:iam::123456789012", "AIDA", "aidaexample0000000001",
        "AIDA EXAMPLE0000000001", "AKIAIOSFODNN7EXAMPLE", "123456789012", "arn:aws:s3:::bucket",
        "arn:aws:iam::123456789012:group/staff", "arn:aws:iam::123456789012:policy/*",
        "arn:aws:sts::123456789012:assumed-role/deploy", "arn:aws:sts::123456789012:role/deploy",
        "arn:aws:iam:us-east-1:123456789012:user/*", "arn:aws:iam::123456789012:user/", "arn:aws:sts::1:user/*x",
    ])
    func `what can name no principal is refused`(text: String) {
        #expect(RevocationTarget(text) == nil)
    }

    @Test(arguments: [
        user, session, role, "arn:aws:iam::123456789012:root", "arn:*:*:*:*:*", "arn:aws:iam::*:user/*",
        "arn:aws:sts::123456789012:federated-user/app", "arn:*:sts::123456789012:*", "AROAEXAMPLE0000000001",
    ])
    func `what can name one is taken, and comes back as it was written`(text: String) {
        #expect(RevocationTarget(text)?.text == text)
    }
}
