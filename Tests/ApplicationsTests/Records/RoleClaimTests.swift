import AWS
import FoundationEssentials
import Secrets
import Testing

@testable import Applications
@testable import FakeAWS

@Suite(.timeLimit(.minutes(1))) struct RoleClaimTests {
    private let account = FakeAccount()

    private func table() throws -> ApplicationTable {
        ApplicationTable(
            table: "latchkey-applications", seal: ApplicationSeal(secret: Secret(String(repeating: "k", count: 32))),
            dynamoDB: DynamoDB(try account.client()))
    }

    private func record(_ name: String) throws -> ApplicationRecord {
        ApplicationRecord(
            identity: try application(name), uniqueID: nil, registration: try .make(), version: .first(),
            externalID: "the-id", registeredAt: ManualClock.start, changedAt: ManualClock.start)
    }

    @Test func `the first has the role, and may claim it again`() async throws {
        let (table, one, two) = (try table(), try record("sso:one"), try record("sso:two"))
        #expect(try await table.claim(for: one, at: ManualClock.start))
        #expect(try await !table.claim(for: two, at: ManualClock.start))
        #expect(try await table.claim(for: one, at: ManualClock.start))
        #expect(try await table.claim(on: one.registration.role)?.owner == one.identity)
    }

    @Test func `a claim is taken over once, and given back`() async throws {
        let (table, one, two, three) = (
            try table(), try record("sso:one"), try record("sso:two"), try record("sso:three")
        )
        _ = try await table.claim(for: one, at: ManualClock.start)
        let claim = try #require(try await table.claim(on: one.registration.role))
        #expect(try await table.claim(for: two, at: ManualClock.start, replacing: claim))
        #expect(try await table.claim(for: two, at: ManualClock.start, replacing: claim))
        #expect(try await !table.claim(for: three, at: ManualClock.start, replacing: claim))
        try await table.giveBack(claim, from: two)
        #expect(try await table.claim(on: one.registration.role) == claim)
    }

    @Test func `a role is given back by the version that claimed it, and by no other`() async throws {
        let (table, one) = (try table(), try record("sso:one"))
        _ = try await table.claim(for: one, at: ManualClock.start)
        try await table.release(record("sso:one"))
        try await table.release(record("sso:two"))
        #expect(try await table.claim(on: one.registration.role) != nil)
        try await table.release(one)
        #expect(try await table.claim(on: one.registration.role) == nil)
    }

    @Test func `a claim is fresh for a minute`() throws {
        let claim = RoleClaim(owner: try application("sso:one"), heldSince: ManualClock.start, version: "1.x")
        #expect(claim.isFresh(at: ManualClock.start + 59) && !claim.isFresh(at: ManualClock.start + 60))
        #expect(claim.isFresh(at: ManualClock.start - 60))
    }
}
