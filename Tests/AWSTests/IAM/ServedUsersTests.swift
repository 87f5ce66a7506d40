import Testing

@testable import AWS

struct ServedUsersTests {
    private func user(at path: String) throws -> User {
        let arn = try #require(ARN("arn:aws:iam::123456789012:user\(path)alice"))
        return User(
            userName: try #require(UserName("alice")), userID: "AIDA", arn: arn, path: try #require(Path(path)))
    }

    @Test(arguments: [
        ("/", "/", true), ("/", "/people/", true), ("/people/", "/people/", true), ("/people/", "/people/team/", true),
        ("/people/", "/", false), ("/people/", "/peoples/", false), ("/people/", "/People/", false),
        ("/people/team/", "/people/", false),
    ])
    func `users at the path and below it are served`(path: String, of: String, isServed: Bool) throws {
        let path = try #require(Path(path))
        #expect(ServedUsers(path: path).includes(try user(at: of)) == isServed)
    }

    @Test(arguments: [
        ("arn:aws:iam::123456789012:user/alice", true), ("arn:aws:iam::123456789012:user/service/ALICE", true),
        ("arn:aws-cn:iam::123456789012:user/alice", true), ("arn:aws:iam::123456789012:user/alice2", false),
        ("arn:aws:iam::123456789012:role/alice", false), ("arn:aws:sts::123456789012:assumed-role/x/alice", false),
    ])
    func `an ARN names a user whatever the path, and the case of the name`(arn: String, isAlice: Bool) throws {
        let alice = try #require(UserName("alice"))
        #expect(try #require(ARN(arn)).isUser(named: alice) == isAlice)
    }
}
