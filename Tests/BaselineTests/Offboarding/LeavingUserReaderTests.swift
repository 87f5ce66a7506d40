import AWS
import RoleMirror
import Testing

@testable import Baseline

@Suite(.timeLimit(.minutes(1))) struct LeavingUserReaderTests {
    private func read(_ users: FakeUsers, _ name: String = "alice") async throws -> LeavingUser {
        let naming = try #require(RoleNaming(prefix: "user_", path: Path("/user-role/") ?? .root))
        let reader = LeavingUserReader(iam: IAM(try users.client()), naming: naming)
        return try await reader.read(try #require(UserName(name)))
    }

    private static func users(
        fate: @escaping @Sendable (String, Int) -> FakeUsers.Fate = { _, _ in .answered }
    ) -> FakeUsers {
        let users = FakeUsers(fate: fate)
        users.with { world in
            world.users["alice"] = .init(password: "p", sshKeys: ["APKA1"], groups: ["staff"])
            world.roles["user_alice"] = [:]
            world.roleTags["user_alice"] = ["latchkey:mirror": "AIDA/alice"]
        }
        return users
    }

    @Test func `what a user has is found, and the role that mirrors them`() async throws {
        let leaver = try await read(Self.users())
        #expect(leaver.arn?.rawValue == "arn:aws:iam::123456789012:user/alice" && leaver.hasPassword)
        #expect(leaver.sshPublicKeys == ["APKA1"] && leaver.groups.map(\.rawValue) == ["staff"])
        #expect(leaver.accessKeys.isEmpty && leaver.mfaDevices.isEmpty && leaver.unreadable.isEmpty)
        #expect(leaver.mirroredRole?.rawValue == "user_alice")
    }

    @Test func `a name in another case is the same user's`() async throws {
        let leaver = try await read(Self.users(), "Alice")
        #expect(leaver.name.rawValue == "alice" && leaver.hasPassword && leaver.mirroredRole?.rawValue == "user_alice")
    }

    @Test func `of nobody, the role is found`() async throws {
        let users = Self.users()
        users.with { $0.users["alice"] = nil }
        let leaver = try await read(users)
        #expect(leaver.arn == nil && leaver.mirroredRole?.rawValue == "user_alice" && leaver.unreadable.isEmpty)
    }

    @Test(arguments: [[:], ["latchkey:mirror": "AIDB/bob"], ["other": "alice"]])
    func `a role that mirrors somebody else, or nobody, is left alone`(tags: [String: String]) async throws {
        let users = Self.users()
        users.with { $0.roleTags["user_alice"] = tags }
        #expect(try await read(users).mirroredRole == nil)
    }

    @Test func `what can't be read is told beside the rest`() async throws {
        let leaver = try await read(
            Self.users { operation, _ in
                ["ListSSHPublicKeys", "GetLoginProfile", "GetRole"].contains(operation)
                    ? .refused("AccessDenied") : .answered
            })
        #expect(leaver.unreadable.map(\.what) == ["passwords", "SSH keys", "roles that mirror them"])
        #expect(leaver.groups.map(\.rawValue) == ["staff"] && !leaver.hasPassword)
    }

    @Test func `whether there is a user has to be known`() async throws {
        let users = Self.users { _, _ in .refused("AccessDenied") }
        await #expect(throws: AWSError.self) { try await read(users) }
        // A name in another case might be the user's, as long as nobody has seen the list.
        let unlisted = Self.users { operation, _ in operation == "ListUsers" ? .refused("AccessDenied") : .answered }
        await #expect(throws: AWSError.self) { try await read(unlisted, "Alice") }
    }
}
