import AWS
import Foundation
import MirrorTestSupport
import RoleRecords
import Testing

@testable import FakeAWS
@testable import RoleMirror

/// Whose a role is.
@Suite struct RoleClaimTests {
    private static let himekoTrust = #"""
        {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:root"},
        "Action":"sts:AssumeRole"}]}
        """#

    private func role(
        _ name: String = "user_alice", tags: [AWS.Tag] = [], trust: String = "{}", description: String? = nil,
        path: String = "/user-role/"
    ) throws -> Role {
        Role(
            roleName: try #require(RoleName(name)), roleID: "AROA",
            arn: try arn("arn:aws:iam::123456789012:role\(path)\(name)"), path: try #require(Path(path)),
            createDate: .distantPast, assumeRolePolicyDocument: trust, description: description,
            maxSessionDuration: 43_200, tags: tags)
    }

    private func record(
        _ user: String = "alice", role: String = "user_alice", isSynced: Bool = false
    ) throws -> RoleRecord {
        var item: Item = [
            "username": .s(user), "role_arn": .s("arn:aws:iam::123456789012:role/user-role/\(role)"),
            "expires_at": .n(1_700_000_000), "synced_at": .n(1_700_000_000), "plan": .s("p"), "user_id": .s("AIDA"),
            "user_digest": .s("d"),
        ]
        if isSynced { item = RecordSeal.usual.sealing(item) }
        return try #require(RoleRecord(item: item, seal: .usual))
    }

    private func covers(_ role: Role, record: RoleRecord? = nil, of user: String = "alice") throws -> Bool {
        RoleClaim(of: try userName(user), record: record, naming: .usual).covers(role)
    }

    @Test func `a role is its tag's user's, whatever the case, and nobody else's`() throws {
        let mark = AWS.Tag(key: "latchkey:mirror", value: "AIDABOB/bob")
        #expect(try covers(role("user_bob", tags: [mark]), of: "BOB"))
        // Where one installation's prefix begins with another's, two users' roles have one name.
        #expect(try !covers(role("user_dev_bob", tags: [mark]), of: "dev_bob"))
        #expect(
            try !covers(
                role("user_dev_bob", tags: [mark]), record: record("dev_bob", role: "user_dev_bob"), of: "dev_bob"))
        #expect(try !covers(role("user_alice", tags: [mark]), record: record(isSynced: true)))
    }

    @Test func `a name with a comma is told in a tag as well`() throws {
        let user = User(
            userName: try userName("a,b"), userID: "AIDA", arn: try arn("arn:aws:iam::123456789012:user/a,b"))
        let mark = AWS.Tag.mirror(of: user)
        #expect(mark.value == "AIDA/a:b")
        let tagged = try role("user_a,b", tags: [mark]).taggedUser
        #expect(tagged?.name.description == "a,b" && tagged?.id == "AIDA")
    }

    @Test func `a role with the tag of a former version is the user's whom it describes or is named after`() throws {
        let mark = AWS.Tag(key: "latchkey:mirror", value: "true")
        #expect(try covers(role(tags: [mark])))
        #expect(try covers(role(tags: [mark], description: "Mirrors the IAM user alice. Kept by Latchkey.")))
        #expect(try !covers(role(tags: [mark], description: "Mirrors the IAM user lice. Kept by Latchkey.")))
    }

    @Test func `a role without a tag that nothing speaks for is nobody's`() throws {
        #expect(try !covers(role()))
        #expect(try !covers(role(description: "Mirrors the IAM user alice. Kept by Latchkey.")))
        #expect(try !covers(role(trust: Self.himekoTrust)))
        #expect(try !covers(role(), record: record()))
    }

    @Test func `a role that lost its tag is the user's while a sealed record says so`() throws {
        #expect(try covers(role(), record: record(isSynced: true)))
        #expect(try !covers(role("user_bob"), record: record(isSynced: true)))
    }

    @Test func `a role as himeko makes them is the recorded user's`() throws {
        #expect(try covers(role(trust: Self.himekoTrust), record: record()))
        // A record that names somebody else's role.
        #expect(try !covers(role("user_bob", trust: Self.himekoTrust), record: record(role: "user_bob")))
    }

    @Test func `a role whose user has as many tags as a role may have is the user's whom it describes`() throws {
        let tags = (0..<50).map { AWS.Tag(key: "\($0)", value: "") }
        #expect(try covers(role(tags: tags, description: "Mirrors the IAM user alice. Kept by Latchkey.")))
        #expect(try !covers(role(tags: tags)))
    }

    @Test func `a role at another path is nobody's`() throws {
        let mark = AWS.Tag(key: "latchkey:mirror", value: "AIDA/alice")
        #expect(try !covers(role(tags: [mark], path: "/")))
    }
}
