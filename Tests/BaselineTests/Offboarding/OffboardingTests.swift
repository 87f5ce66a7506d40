import AWS
import Concurrency
import FoundationEssentials
import RoleMirror
import Synchronization
import Testing

@testable import Baseline

@Suite(.timeLimit(.minutes(1))) struct OffboardingTests {
    private static let device = "arn:aws:iam::123456789012:mfa/alice"
    private static let passkey = "arn:aws:iam::123456789012:u2f/user/alice/key"

    private static func users(
        fate: @escaping @Sendable (String, Int) -> FakeUsers.Fate = { _, _ in .answered }
    ) -> FakeUsers {
        let users = FakeUsers(fate: fate)
        users.with { world in
            world.users["alice"] = .init(
                password: "p", keys: ["AKIA0000000000000ONE": .init(), "AKIA0000000000000TWO": .init(isActive: false)],
                mfaDevices: [device, passkey], certificates: ["TA7S1"], sshKeys: ["APKA1"],
                serviceCredentials: ["ACCA1"], groups: ["developers", "staff"],
                inlinePolicies: ["own": "{}"], attachedPolicies: ["arn:aws:iam::aws:policy/ReadOnlyAccess"])
            world.virtualDevices = [device]
            world.roles["user_alice"] = [:]
            world.roleTags["user_alice"] = ["latchkey:mirror": "AIDA/alice"]
            world.users["bob"] = .init(password: "b", keys: ["AKIA0000000000000BOB": .init()], groups: ["staff"])
        }
        return users
    }

    private struct Run {
        var isAllDone: Bool
        var outcomes: [(step: OffboardingStep, outcome: Offboarding.Outcome)]
        var plan: OffboardingPlan
    }

    @discardableResult
    private func offboard(
        _ users: FakeUsers, _ name: String = "alice", end: OffboardingPlan.End = .deleted
    ) async throws -> Run {
        let iam = IAM(try users.client())
        let naming = try #require(RoleNaming(prefix: "user_", path: Path("/user-role/") ?? .root))
        let signed = Signed()
        let offboarding = Offboarding(iam: iam, naming: naming, timekeeper: Timekeeper(sleep: { _ in })) {
            name throws(AWSError) in signed.add(name.rawValue)
        }
        let plan = try await offboarding.plan(for: try #require(UserName(name)), end: end)
        var outcomes: [(OffboardingStep, Offboarding.Outcome)] = []
        let isAllDone = await offboarding.carryOut(plan) { outcomes.append(($0, $1)) }
        #expect(signed.names == [plan.leaver.name.rawValue])
        return Run(isAllDone: isAllDone, outcomes: outcomes, plan: plan)
    }

    private final class Signed: Sendable {
        private let all = Mutex<[String]>([])
        var names: [String] { all.withLock { $0 } }
        func add(_ name: String) { all.withLock { $0.append(name) } }
    }

    @Test func `everything of one person goes, in an order in which they can never do more`() async throws {
        let users = Self.users()
        let run = try await offboard(users)
        #expect(run.isAllDone && users["alice"] == nil)
        users.with { world in
            #expect(world.virtualDevices.isEmpty)
            #expect(world.roles["user_alice"]?["AWSRevokeOlderSessions"]?.contains("aws:TokenIssueTime") == true)
        }
        let writes = users.calls.filter { !$0.hasPrefix("Get") && !$0.hasPrefix("List") }
        #expect(
            writes == [
                "PutUserPolicy", "UpdateAccessKey", "DeleteAccessKey", "DeleteAccessKey", "DeleteLoginProfile",
                "PutRolePolicy", "DeactivateMFADevice", "DeleteVirtualMFADevice", "DeactivateMFADevice",
                "DeleteSigningCertificate", "DeleteSSHPublicKey", "DeleteServiceSpecificCredential",
                "RemoveUserFromGroup", "RemoveUserFromGroup", "DetachUserPolicy", "DeleteUserPolicy",
                // The denial, in the forms that it may have.
                "DeleteUserPolicy", "DetachUserPolicy", "DeleteUser",
            ])
        #expect(users["bob"]?.password == "b" && users["bob"]?.keys.count == 1 && users["bob"]?.groups == ["staff"])
    }

    @Test func `a user who is kept has nothing, and is denied everything`() async throws {
        let users = Self.users()
        #expect(try await offboard(users, end: .kept).isAllDone)
        var alice = try #require(users["alice"])
        let denial = try #require(alice.inlinePolicies["latchkey-offboarding"])
        alice.inlinePolicies["latchkey-offboarding"] = nil
        #expect(denial.contains(#""Effect":"Deny""#) && alice.isBare)
    }

    @Test func `a user who is kept is no longer the file's`() async throws {
        let tags = ["latchkey:baseline": "baseline", "latchkey:adopted": "baseline", "team": "x"]
        let users = Self.users { called, _ in called == "DeleteSSHPublicKey" ? .refused("AccessDenied") : .answered }
        users.with { $0.users["alice"]?.tags = tags }
        // Not before all else is done.
        #expect(try await !offboard(users, end: .kept).isAllDone)
        #expect(users["alice"]?.tags == tags)
        let others = Self.users()
        others.with { $0.users["alice"]?.tags = tags }
        #expect(try await offboard(others, end: .kept).isAllDone)
        #expect(others["alice"]?.tags == ["team": "x"])
    }

    /// Each call fails in each way, and the work is taken up again.
    @Test func `broken off at any call, it is taken up again and ends right`() async throws {
        let whole = Self.users()
        try await offboard(whole)
        let count = whole.calls.count
        let fates: [FakeUsers.Fate] = [.lostBefore, .lostAfter, .refused("AccessDenied"), .refused("ServiceFailure")]
        for broken in 1..<count {
            for fate in fates {
                let users = Self.users { _, count in count == broken ? fate : .answered }
                var isAllDone = try await offboard(users).isAllDone
                if !isAllDone { isAllDone = try await offboard(users).isAllDone }
                let words: Comment = "\(users.calls[broken]) \(fate)"
                #expect(isAllDone && users["alice"] == nil, words)
            }
        }
    }

    @Test(arguments: [
        "ListAccessKeys", "GetLoginProfile", "ListMFADevices", "ListServiceSpecificCredentials", "ListGroupsForUser",
        "DeleteAccessKey", "DeleteSSHPublicKey", "RemoveUserFromGroup", "DeleteLoginProfile", "GetRole",
        "PutRolePolicy",
    ])
    func `what isn't allowed is told, and the rest is done`(operation: String) async throws {
        let users = Self.users { called, _ in called == operation ? .refused("AccessDenied") : .answered }
        let run = try await offboard(users)
        let alice = try #require(users["alice"])
        #expect(!run.isAllDone)
        #expect(
            run.outcomes.count { if case .failed = $0.outcome { true } else { false } }
                + run.plan.leaver.unreadable.count >= 1)
        // The user stays, and so does the Deny.
        #expect(alice.inlinePolicies["latchkey-offboarding"] != nil)
        #expect(alice.certificates.isEmpty && alice.inlinePolicies.count == 1)
        #expect(run.outcomes.suffix(2).allSatisfy { $0.outcome == .skipped })
    }

    @Test func `a user who can't be denied everything keeps policies and groups, and loses what signs them in`()
        async throws
    {
        let denials: Set = ["PutUserPolicy", "AttachUserPolicy", "PutUserPermissionsBoundary"]
        let users = Self.users { called, _ in denials.contains(called) ? .refused("AccessDenied") : .answered }
        #expect(try await !offboard(users).isAllDone)
        let alice = try #require(users["alice"])
        #expect(alice.keys.isEmpty && alice.password == nil && alice.mfaDevices.isEmpty)
        #expect(alice.groups.count == 2 && alice.attachedPolicies.count == 1 && alice.inlinePolicies.count == 1)
    }

    @Test func `where there is no room for a Deny, AWS's own policy or a boundary denies`() async throws {
        for limit in [10, 1] {
            let users = Self.users()
            users.with { world in
                world.inlineLimit = 20
                world.attachmentLimit = limit
                // The role has no room either.
                world.roles["user_alice"] = [:]
            }
            #expect(try await offboard(users, end: .kept).isAllDone)
            let alice = try #require(users["alice"])
            let policy = "arn:aws:iam::aws:policy/AWSDenyAll"
            #expect(alice.attachedPolicies == (limit == 10 ? [policy] : []))
            #expect(alice.boundary == (limit == 10 ? nil : policy))
            #expect(users.with { $0.roleBoundaries["user_alice"] } == policy)
            // Taken up again, the Deny stays until nothing else is left.
            #expect(try await offboard(users).isAllDone && users["alice"] == nil)
        }
    }

    @Test func `of a user who is gone, the role's sessions and the machines end`() async throws {
        let users = Self.users()
        users.with { $0.users["alice"] = nil }
        let run = try await offboard(users)
        #expect(run.isAllDone && run.outcomes.count == 2)
        #expect(users.with { $0.roles["user_alice"]?.count } == 1)
    }
}
