import AWS
import FoundationEssentials
import IAMPolicy
import MirrorTestSupport
import TestSupport
import Testing

@testable import FakeAWS
@testable import RoleMirror

@Suite struct RoleNamingTests {
    @Test func `names that fit are kept, and others are shortened to different names`() throws {
        let naming = RoleNaming.usual
        #expect(naming.roleName(for: try userName("a+=,.@-_9")).description == "user_a+=,.@-_9")
        let fits = String(repeating: "x", count: 59)
        #expect(naming.roleName(for: try userName(fits)).description == "user_" + fits)
        let long = (0..<6).map { String(repeating: "x", count: 59) + "y\($0)" }
        let names = try long.map { naming.roleName(for: try userName($0)).description }
        #expect(Set(names).count == 6)
        #expect(names.allSatisfy { $0.count == 64 })
    }

    /// Also when users are named after roles: two names lead to one role only where IAM takes them for one user.
    @Test(arguments: ["", "user_", String(repeating: "p", count: 32)])
    func `no two users share a role`(prefix: String) throws {
        var random = SeededGenerator(seed: 20_261_121)
        let naming = try #require(RoleNaming(prefix: prefix, path: RoleNaming.usual.path))
        var users: Set<String> = []
        var roles: [String: String] = [:]
        func add(_ name: String, depth: Int = 0) throws {
            guard depth < 3, let user = UserName(name), users.insert(name.lowercased()).inserted else { return }
            let role = naming.roleName(for: user).description
            #expect(role.count <= 64)
            #expect(roles.updateValue(name, forKey: role.lowercased()) == nil, "\(name), seed 20261121")
            // Users who are named like somebody's role, in any case, and users who are named like the roles of those.
            try add(String(role.dropFirst(prefix.count)), depth: depth + 1)
            try add(String(role.dropFirst(prefix.count)).uppercased(), depth: depth + 1)
        }
        let letters = Array("abcdefABCDEF0123456789-_.")
        for _ in 0..<500 {
            let count = Int.random(in: 1...64, using: &random)
            try add(String((0..<count).map { _ in letters.randomElement(using: &random) ?? "a" }))
            let whole = (0..<51 - prefix.count).map { _ in letters.randomElement(using: &random) ?? "a" }
            let digest = (0..<12).map { _ in Array("0123456789abcdef").randomElement(using: &random) ?? "0" }
            try add(String(whole) + "-" + String(digest))
        }
        #expect(roles.count > 1_000)
    }

    @Test func `a role is Latchkey's only by path and prefix`() throws {
        let naming = RoleNaming.usual
        #expect(naming.owns(try arn("arn:aws:iam::123456789012:role/user-role/user_alice")))
        for other in [
            "arn:aws:iam::123456789012:role/user_alice", "arn:aws:iam::123456789012:role/user-role/admin",
            "arn:aws:iam::123456789012:role/user-role/x/user_alice", "arn:aws:iam::123456789012:user/user-role/user_a",
            "arn:aws:sts::123456789012:role/user-role/user_alice",
        ] {
            #expect(!naming.owns(try arn(other)), "\(other)")
        }
    }

    @Test(arguments: ["", "a b", "a/b", String(repeating: "a", count: 33)])
    func `a prefix has to be one that a role name can begin with`(prefix: String) throws {
        #expect((RoleNaming(prefix: prefix, path: .root) == nil) == !prefix.isEmpty)
    }
}
