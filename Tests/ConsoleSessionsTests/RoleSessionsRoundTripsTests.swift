import AWS
import MirrorTestSupport
import Testing

@testable import ConsoleSessions
@testable import FakeAWS

@Suite(.timeLimit(.minutes(1)))
struct RoleSessionsRoundTripsTests {
    private static func document(_ version: String, _ allowed: String, _ denied: String) -> String {
        #"{"Version":"\#(version)","Statement":[{"Effect":"Allow","Action":"\#(allowed)","Resource":"*"},"#
            + #"{"Effect":"Deny","Action":"\#(denied)","Resource":"*"}]}"#
    }

    @Test func `a first login, one without changes and one with changes take few round trips`() async throws {
        let roundTrips = RoundTripCounter()
        let bench = try SessionBench(roundTrips: roundTrips)
        bench.account.with { world in
            world.groups["alice"] = ["staff"]
            world.groupPolicies["staff"] = Self.document("2008-10-17", "s3:*", "s3:DeleteBucket")
        }
        #expect(try await roundTrips.count { try await bench.open() } <= 8)
        bench.clock.advance(3_600)
        #expect(try await roundTrips.count { try await bench.open() } <= 3)

        // New Denies are written, then new Allows, then old Allows go, then old Denies: each waits for the one before.
        bench.account.with { $0.groupPolicies["staff"] = Self.document("2012-10-17", "sqs:*", "sqs:PurgeQueue") }
        bench.clock.advance(3_600)
        #expect(try await roundTrips.count { try await bench.open() } == 7)
        bench.account.with { world in
            world.groupPolicies["staff"] = Self.document("2008-10-17", "s3:*", "s3:DeleteBucket")
            world.users["alice"] = ["Team": "blue"]
        }
        bench.clock.advance(60)
        #expect(try await roundTrips.count { try await bench.open() } == 8)
        let names = try #require(bench.account.with { $0.roles["user_alice"]?.inline.keys.sorted() })
        #expect(names == ["latchkey-allow-2008", "latchkey-deny", "latchkey-deny-2008"])
        #expect(try await roundTrips.count { try await bench.open() } == 1)
    }

    @Test func `where the role turns out to be current, no more is read of what the person may do`() async throws {
        let bench = try SessionBench(roundTrips: RoundTripCounter())
        bench.account.with { world in
            world.groups["alice"] = ["staff"]
            world.groupPolicies["staff"] = Self.document("2012-10-17", "s3:*", "s3:DeleteBucket")
        }
        try await bench.open()
        // Another process knows nothing of her yet, and so begins to read her policies at once.
        let another = RoleSessions(
            iam: bench.sessions.iam, sts: bench.sessions.sts, records: bench.sessions.records,
            caches: ConsoleCaches(broker: BrokerCache(identity: .usual)), configuration: bench.sessions.configuration)
        let request = RoleSessionRequest(
            userName: try userName("alice"), duration: try #require(SessionDuration(seconds: 3_600)))
        let operations = try await bench.operations {
            _ = try await another.open(request) { session in
                for _ in 1...3 { _ = try? await bench.user("alice") }
                return session
            }
        }
        #expect(operations.contains("ListGroupsForUser"))
        #expect(!operations.contains("GetGroupPolicy"))
    }
}
