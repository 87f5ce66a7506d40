import AWS

@testable import FakeAWS

extension User {
    /// The user `alice`, whose path has a wildcard in it.
    static func alice(path: String = "/team*/", tags: [Tag] = []) throws -> User {
        User(
            userName: try FakeAWS.userName("alice"), userID: "AIDAALICE",
            arn: try FakeAWS.arn("arn:aws:iam::123456789012:user\(path)alice"), path: .root, permissionsBoundary: nil,
            tags: tags)
    }
}
