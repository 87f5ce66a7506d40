import AWS
import Testing

@testable import FakeAWS
@testable import RoleRecords

@Suite struct UserDigestTests {
    @Test func `the digest of a user stays the same from one version to the next`() throws {
        let tags = [AWS.Tag(key: "team", value: "blue"), AWS.Tag(key: "floor", value: "3")]
        // The SHA-256 of the user's JSON, by another program.
        let plain = "bd836b4715910f7229364707b61afb18bc2feae603e8e8d54c6c3c1a04910997"
        let full = "43c27527c4e1ed882c667ee256b2f9e2540367afdb56f52223aca222c77650fa"
        #expect(try User.make().digest == plain)
        #expect(try User.make(boundary: policyARN("boundary"), tags: tags).digest == full)
    }

    @Test func `users who differ in anything have different digests`() throws {
        var user = try User.make(boundary: policyARN("boundary"), tags: [AWS.Tag(key: "team", value: "blue")])
        var digests: Set<String> = [user.digest]
        user.userID = "AIDAOTHER"
        digests.insert(user.digest)
        user.arn = try arn("arn:aws:iam::123456789012:user/path/alice")
        digests.insert(user.digest)
        user.permissionsBoundary = nil
        digests.insert(user.digest)
        user.tags[0].value = "red"
        digests.insert(user.digest)
        user.tags[0].key = "floor"
        digests.insert(user.digest)
        user.tags = []
        digests.insert(user.digest)
        #expect(digests.count == 7)
    }

    @Test func `the order of a user's tags doesn't count`() throws {
        let tags = [AWS.Tag(key: "team", value: "blue"), AWS.Tag(key: "floor", value: "3")]
        #expect(try User.make(tags: tags).digest == User.make(tags: tags.reversed()).digest)
    }
}
