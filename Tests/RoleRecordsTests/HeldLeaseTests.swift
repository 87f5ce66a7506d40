import Concurrency
import FoundationEssentials
import Testing

@testable import FakeAWS
@testable import RoleRecords

@Suite struct HeldLeaseTests {
    private let clock = ManualClock()

    private func lease(for seconds: TimeInterval = 12) -> HeldLease {
        HeldLease(
            Lease(owner: "mine", until: clock.now + seconds), until: clock.instant + .seconds(seconds),
            by: { [clock] in clock.instant })
    }

    @Test func `a lease is held until it ends, and is lost then`() {
        let lease = lease()
        #expect(lease.isHeld && !lease.isLost)
        clock.advance(11.9)
        #expect(lease.isHeld && !lease.isLost)
        clock.advance(0.2)
        #expect(!lease.isHeld && lease.isLost)
    }

    @Test func `a renewed lease is held for longer`() {
        let lease = lease()
        clock.advance(10)
        lease.extend(until: clock.instant + .seconds(12))
        clock.advance(11)
        #expect(lease.isHeld && !lease.isLost)
    }

    @Test func `a lease that somebody else took is lost for good`() {
        let lease = lease()
        lease.lose()
        #expect(!lease.isHeld && lease.isLost)
        lease.extend(until: clock.instant + .seconds(12))
        lease.giveBack()
        #expect(!lease.isHeld && lease.isLost)
    }

    @Test func `a lease that was given back is neither held nor lost`() {
        let lease = lease()
        lease.giveBack()
        #expect(!lease.isHeld && !lease.isLost)
        lease.lose()
        clock.advance(100)
        #expect(!lease.isHeld && !lease.isLost)
    }

    @Test func `a lease that wasn't there any more to be given back is lost`() {
        let lease = lease()
        lease.giveBack()
        lease.giveBackFailed()
        #expect(!lease.isHeld && lease.isLost)
    }
}
