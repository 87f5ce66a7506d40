import AWS
import Concurrency
import TestSupport
import Testing

@testable import Baseline

/// People whom a file no longer has go as those go who leave.
@Suite(.timeLimit(.minutes(1))) struct AccountWriterUsersTests {
    typealias A = TestAccount

    private static func users(
        fate: @escaping @Sendable (String, Int) -> FakeUsers.Fate = { _, _ in .answered }
    ) -> FakeUsers {
        let users = FakeUsers(fate: fate)
        users.with { world in
            world.users["bob"] = .init(
                password: "p", keys: ["AKIA0000000000000BOB": .init()], groups: ["staff"],
                inlinePolicies: ["latchkey-baseline-shut": "{}", "own": "{}"])
            world.roles["user_bob"] = [:]
            world.roleTags["user_bob"] = ["latchkey:mirror": "AIDA/bob"]
        }
        return users
    }

    /// Applies a file that no longer has bob.
    private func apply(_ users: FakeUsers, _ told: Recorder<String> = Recorder()) async throws {
        let client = try users.client()
        let offboarding = A.offboarding(by: client) { name throws(AWSError) in told.record("machines of \(name)") }
        let writer = AccountWriter(
            iam: IAM(client), dynamoDB: DynamoDB(client), owner: A.owner, offboarding: offboarding,
            timekeeper: Timekeeper(sleep: { _ in })
        ) { name, step, outcome in told.record("\(name) \(outcome): \(step.words)") }
        let plan = try AccountPlanner.plan(A.file(), for: A.observed(users: [A.user("bob")]))
        try await AccountApplier(writer: writer).apply(plan)
    }

    @Test func `denied everything first, they lose sessions and machines, and each thing is told`() async throws {
        let (users, told) = (Self.users(), Recorder<String>())
        try await apply(users, told)
        #expect(users["bob"] == nil)
        let writes = users.calls.filter { !$0.hasPrefix("Get") && !$0.hasPrefix("List") }
        #expect(writes.prefix(2) == ["PutUserPolicy", "PutUserPolicy"] && writes.last == "DeleteUser")
        #expect(users.with { $0.roles["user_bob"]?["AWSRevokeOlderSessions"] } != nil)
        #expect(told.values.contains("machines of bob") && told.values.contains("bob done: delete the user"))
        // Deny, two for the key, password, sessions, machines, group, two policies, lift, delete; and the machines themselves.
        #expect(told.values.count == 11 + 1)
    }

    @Test func `broken off at any call, another run ends it, and until then nothing is allowed`() async throws {
        let whole = Self.users()
        try await apply(whole)
        for broken in 0..<whole.calls.count {
            for fate in [FakeUsers.Fate.lostBefore, .lostAfter, .refused("AccessDenied"), .refused("ServiceFailure")] {
                let users = Self.users { _, count in count == broken ? fate : .answered }
                do {
                    try await apply(users)
                } catch is ApplyError {
                    let words: Comment = "\(users.calls[broken]) \(fate)"
                    if let bob = users["bob"], broken > 0 {
                        #expect(bob.inlinePolicies["latchkey-offboarding"] != nil || bob.isBare, words)
                    }
                    try await apply(users)
                }
                #expect(users["bob"] == nil && users.with { $0.roles["user_bob"]?.count } == 1)
            }
        }
    }
}
