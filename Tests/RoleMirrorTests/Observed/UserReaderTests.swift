import AWS
import FoundationEssentials
import IAMPolicy
import Testing

@testable import FakeAWS
@testable import RoleMirror

@Suite(.timeLimit(.minutes(1)))
struct UserReaderTests {
    @Test func `a user is found by a name in another case and is called as IAM spells it`() async throws {
        let bench = try MirrorBench()
        #expect(try await bench.reader.users.user(named: userName("ALICE")).userName == userName("alice"))
        #expect(try await bench.reader.users.canonicalName(of: userName("Alice")) == userName("alice"))
    }

    @Test func `looking up a user who is gone writes nothing and leaves the role`() async throws {
        let bench = try MirrorBench()
        bench.account.add("bob", expiresAt: Int(ManualClock.start.timeIntervalSince1970) + 1_000)
        let operations = try await bench.operations {
            let error = await #expect(throws: RoleMirrorError.self) {
                _ = try await bench.reader.users.user(named: userName("bob"))
            }
            guard case .userNotFound(try userName("bob"), removed: nil) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
        #expect(operations == ["GetUser", "ListUsers"])
        #expect(bench.account.roleNames == ["user_bob"])
        #expect(bench.account.recordNames == ["bob"])
    }

    @Test func `a user doesn't count as gone where the list of users can't be read`() async throws {
        let bench = try MirrorBench { operation, _ in operation == "ListUsers" ? (403, "AccessDenied") : nil }
        let error = await #expect(throws: RoleMirrorError.self) {
            _ = try await bench.reader.users.user(named: userName("bob"))
        }
        #expect(error?.awsError?.code == .accessDenied)
    }

    @Test func `a user who was deleted since doesn't exist, and names are told in lower case`() async throws {
        let bench = try MirrorBench()
        bench.account.with { $0.users["Bob.Smith"] = [:] }
        #expect(try await bench.reader.users.names() == ["alice", "bob.smith"])
        #expect(try await bench.reader.users.exists(userName("alice")))
        bench.account.with { $0.users["alice"] = nil }
        #expect(try await !bench.reader.users.exists(userName("alice")))
    }

    @Test func `everything about a user whose groups are cached is read in two round trips`() async throws {
        let roundTrips = RoundTripCounter()
        let bench = try MirrorBench(roundTrips: roundTrips)
        bench.account.with { world in
            world.userPolicies["alice"] = "own"
            world.groups["alice"] = ["staff", "admins"]
            world.groupPolicies = ["staff": "staff's", "admins": "admins'"]
        }
        func read() async throws -> UserSnapshot {
            let managed = ManagedPolicyReader(iam: bench.iam, cache: bench.cache.documents, start: bench.clock.now)
            return try await bench.reader.users.snapshot(of: userName("alice"), managed)
        }
        #expect(try await roundTrips.count { _ = try await read() } == 3)
        #expect(try await roundTrips.count { _ = try await read() } == 2)
        let snapshot = try await read()
        #expect(snapshot.inline.first == .init(name: "own", document: "own"))
        #expect(Set(snapshot.inline.map(\.title)) == ["own", "own of the group staff", "own of the group admins"])
    }

    @Test func `a group that the user has left is read in vain and counts for nothing`() async throws {
        let bench = try MirrorBench()
        bench.account.with { world in
            world.groups["alice"] = ["staff"]
            world.groupPolicies = ["staff": "staff's"]
        }
        _ = try await bench.reader.read(userName("alice"))
        bench.account.with { world in
            world.groups["alice"] = []
            world.groupPolicies = [:]
        }
        var observation: Observation?
        let operations = try await bench.operations { observation = try await bench.reader.read(userName("alice")) }
        #expect(observation?.user.inline.isEmpty == true)
        #expect(operations.contains("ListGroupPolicies"))
    }
}
