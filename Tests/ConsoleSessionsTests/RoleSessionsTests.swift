import AWS
import MirrorTestSupport
import Testing

@testable import ConsoleSessions
@testable import FakeAWS
@testable import RoleMirror

@Suite(.timeLimit(.minutes(1)))
struct RoleSessionsTests {
    @Test(arguments: ["latchkey", "Latchkey"])
    func `Latchkey's own user gets no session, no page and no role`(name: String) async throws {
        let bench = try SessionBench()
        bench.account.with { $0.users[name] = [:] }
        for attempt in [
            { _ = try await bench.open(as: name) }, { _ = try await bench.preview(name) },
            { _ = try await bench.user(name) },
        ] as [() async throws -> Void] {
            let error = await #expect(throws: ConsoleSessionsError.self) { try await attempt() }
            guard case .userNotServed = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
        }
        #expect(bench.account.with { $0.operations } == [])
    }

    @Test func `a role that was removed with its record after it was read is made again`() async throws {
        let bench = try SessionBench()
        try await bench.open()
        let user = try await bench.user("alice")
        let reconciler = bench.sessions.reconciler
        let early = reconciler.beginReading(user.userName)
        _ = try await early.result.value.get()
        bench.account.with { world in
            world.roles = [:]
            world.table.items = [:]
        }
        try await reconciler.reconcile(user, identity: .usual, early: early) { _ in }
        #expect(bench.account.roleNames == ["user_alice"])
    }

    @Test func `a login removes the role of a former name, unless it isn't Latchkey's`() async throws {
        let bench = try SessionBench()
        for (name, role) in [("user_former", "user-role/user_former"), ("payroll", "user-role/payroll")] {
            bench.account.with { world in
                let arn = "arn:aws:iam::123456789012:role/\(role)"
                world.roles[name] = .init(arn: arn, tags: ["latchkey:mirror": "AIDA/alice"])
                world.table.items["alice"] = [
                    "username": .s("alice"), "role_arn": .s(arn), "expires_at": .n(2_000_000_000),
                ]
            }
            try await bench.open()
        }
        #expect(bench.account.roleNames == ["user_alice", "payroll"])
        #expect(bench.removed.arns.map(\.resourceName) == ["user_former"])
    }
}
