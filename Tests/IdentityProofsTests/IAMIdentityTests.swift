import AWS
import Testing

@testable import IdentityProofs

@Suite struct IAMIdentityTests {
    private func identity(_ arn: String, _ userID: String?) -> IAMIdentity? {
        ARN(arn).flatMap { IAMIdentity(arn: $0, userID: userID) }
    }

    @Test(arguments: ["aws", "aws-cn", "aws-us-gov", "aws-eusc"])
    func `a user without a path is known in every partition`(partition: String) throws {
        let user = try #require(identity("arn:\(partition):iam::123456789012:user/alice", "AIDAEXAMPLE"))
        #expect(user.kind == .user)
        #expect(user.partition.rawValue == partition)
        #expect(user.account.rawValue == "123456789012")
        #expect(user.path == .root)
        #expect(user.name == "alice")
        #expect(user.sessionName == nil)
        #expect(user.uniqueID == "AIDAEXAMPLE")
    }

    @Test func `a user's path isn't a part of the name`() throws {
        let user = try #require(identity("arn:aws:iam::123456789012:user/division/team/alice", "AIDAEXAMPLE"))
        #expect(user.path?.rawValue == "/division/team/")
        #expect(user.name == "alice")
    }

    @Test func `a session of a role has the role's name, the session's name and the role's unique ID`() throws {
        let session = try #require(
            identity("arn:aws:sts::123456789012:assumed-role/deploy/alice@example.com", "AROAEXAMPLE:alice@example.com")
        )
        #expect(session.kind == .role)
        #expect(session.name == "deploy")
        #expect(session.path == nil)
        #expect(session.sessionName == "alice@example.com")
        #expect(session.uniqueID == "AROAEXAMPLE")
    }

    @Test func `a role is known by its own ARN as well`() throws {
        let role = try #require(identity("arn:aws:iam::123456789012:role/jobs/deploy", nil))
        #expect(role.kind == .role)
        #expect(role.path?.rawValue == "/jobs/")
        #expect(role.name == "deploy")
        #expect(role.sessionName == nil)
        #expect(role.uniqueID == nil)
    }

    @Test func `the account's root and federated users are kinds of their own`() throws {
        let root = try #require(identity("arn:aws:iam::123456789012:root", "123456789012"))
        #expect(root.kind == .root)
        #expect(root.name == nil)
        let federated = try #require(identity("arn:aws:sts::123456789012:federated-user/bob", "123456789012:bob"))
        #expect(federated.kind == .federatedUser)
        #expect(federated.name == "bob")
    }

    @Test(arguments: [
        ("arn:aws-iso:iam::123456789012:user/alice", "AIDAEXAMPLE"),
        ("arn:aws:iam::aws:user/alice", "AIDAEXAMPLE"),
        ("arn:aws:iam:us-east-1:123456789012:user/alice", "AIDAEXAMPLE"),
        ("arn:aws:s3::123456789012:user/alice", "AIDAEXAMPLE"),
        ("arn:aws:iam::123456789012:user", "AIDAEXAMPLE"),
        ("arn:aws:iam::123456789012:user/", "AIDAEXAMPLE"),
        ("arn:aws:iam::123456789012:user//alice", "AIDAEXAMPLE"),
        ("arn:aws:iam::123456789012:user/alice", "AIDAEXAMPLE:x"),
        ("arn:aws:iam::123456789012:user/alice", ""),
        ("arn:aws:iam::123456789012:user/al*ce", "AIDAEXAMPLE"),
        ("arn:aws:iam::123456789012:group/alice", "AGPAEXAMPLE"),
        ("arn:aws:iam::123456789012:assumed-role/deploy/x1", "AROAEXAMPLE:x1"),
        ("arn:aws:sts::123456789012:user/alice", "AIDAEXAMPLE"),
        ("arn:aws:sts::123456789012:assumed-role/deploy", "AROAEXAMPLE"),
        ("arn:aws:sts::123456789012:assumed-role/path/deploy/alice", "AROAEXAMPLE:alice"),
        ("arn:aws:sts::123456789012:assumed-role/deploy/alice", "AROAEXAMPLE:bob"),
        ("arn:aws:sts::123456789012:assumed-role/deploy/x", "AROAEXAMPLE:x"),
        ("arn:aws:iam::123456789012:root", "210987654321"),
        ("arn:aws:iam::123456789012:root/x", "123456789012"),
        ("arn:aws:sts::123456789012:federated-user/bob", "123456789012:alice"),
        ("arn:aws:sts::123456789012:federated-user/bob", "210987654321:bob"),
    ])
    func `an answer that contradicts itself, or is of no known form, is nobody`(arn: String, userID: String) {
        #expect(identity(arn, userID) == nil)
    }

    @Test func `the account that STS names beside the ARN has to be the ARN's`() throws {
        let arn = try #require(ARN("arn:aws:iam::123456789012:user/alice"))
        let own = CallerIdentity(account: try #require(AccountID("123456789012")), arn: arn, userID: "AIDAEXAMPLE")
        let other = CallerIdentity(account: try #require(AccountID("210987654321")), arn: arn, userID: "AIDAEXAMPLE")
        #expect(IAMIdentity(own) != nil)
        #expect(IAMIdentity(other) == nil)
    }
}
