import Synchronization
import Testing

@testable import AWS
@testable import FakeAWS

@Suite("The pace of writes", .timeLimit(.minutes(1)))
struct PaceTests {
    private static let write = Operation(.iam, "DeleteRole")
    private static let read = Operation(.iam, "GetRole")

    @Test("keeps writes evenly apart")
    func evenlyApart() async {
        let time = ManualTime()
        let pace = Pace(bound: 10, clock: time.clock)
        for _ in 0..<101 { _ = await pace.turn(for: Self.write, by: nil) }
        #expect(abs(time.seconds - 10) < 0.001)
    }

    @Test("makes up for a tenth of a second that nobody used, and no more")
    func leeway() async {
        let time = ManualTime()
        let pace = Pace(bound: 100, clock: time.clock)
        time.advance(.seconds(60))
        for _ in 0..<111 { _ = await pace.turn(for: Self.write, by: nil) }
        #expect(abs(time.seconds - 61) < 0.02)
    }

    @Test("lets reads and other services pass")
    func readsPass() async {
        let time = ManualTime()
        let pace = Pace(bound: 1, clock: time.clock)
        for _ in 0..<100 { _ = await pace.turn(for: Self.read, by: nil) }
        for _ in 0..<100 { _ = await pace.turn(for: Operation(.dynamodb, "UpdateItem"), by: nil) }
        #expect(time.seconds == 0)
    }

    @Test("makes up for as much as it was told to, but not after it was slowed down")
    func longLeeway() async throws {
        let time = ManualTime()
        let pace = Pace(bound: 10, leeway: .seconds(1), clock: time.clock)
        time.advance(.seconds(60))
        var turn: Pace.Turn?
        for _ in 0..<11 { turn = await pace.turn(for: Self.write, by: nil) }
        #expect(time.seconds == 60)
        pace.throttled(try #require(turn))
        _ = await pace.turn(for: Self.write, by: nil)
        #expect(abs(time.seconds - 60.2) < 0.001)
    }

    @Test("refuses at once what would come too late, and takes no turn for it")
    func tooLate() async {
        let time = ManualTime()
        let pace = Pace(bound: 1, leeway: .zero, clock: time.clock)
        let deadline = ContinuousClock.now + .seconds(2.5)
        for _ in 0..<3 { #expect(await pace.turn(for: Self.write, by: deadline) != nil) }
        for _ in 0..<10 { #expect(await pace.turn(for: Self.write, by: deadline) == nil) }
        #expect(await pace.turn(for: Self.read, by: deadline) != nil)
        #expect(abs(time.seconds - 2) < 0.001)
        _ = await pace.turn(for: Self.write, by: nil)
        #expect(abs(time.seconds - 3) < 0.001)
    }

    @Test("is halved once for all tries that were under way, and again by a later one")
    func halves() async throws {
        let time = ManualTime()
        let pace = Pace(bound: 16, clock: time.clock)
        var turns: [Pace.Turn] = []
        for _ in 0..<8 { turns.append(try #require(await pace.turn(for: Self.write, by: nil))) }
        for turn in turns { pace.throttled(turn) }
        #expect(pace.rate == 8)
        #expect(pace.throttledTries == 8)
        pace.throttled(try #require(await pace.turn(for: Self.read, by: nil)))
        #expect(pace.rate == 4)
    }

    @Test("comes back to the bound little by little, and not above")
    func recovers() async throws {
        let time = ManualTime()
        let pace = Pace(bound: 20, clock: time.clock)
        pace.throttled(try #require(await pace.turn(for: Self.write, by: nil)))
        #expect(pace.rate == 10)
        time.advance(.seconds(4))
        #expect(abs(pace.rate - 14) < 0.001)
        time.advance(.seconds(60))
        #expect(pace.rate == 20)
    }

    @Test("never stands still", arguments: [0.1, 5])
    func neverStandsStill(bound: Double) async throws {
        let time = ManualTime()
        let pace = Pace(bound: bound, clock: time.clock)
        for _ in 0..<50 { pace.throttled(try #require(await pace.turn(for: Self.read, by: nil))) }
        #expect(pace.rate == min(bound, 0.5))
    }

    @Test("has no room while a second's worth of writes waits")
    func room() async throws {
        let time = ManualTime()
        let pace = Pace(bound: 2, clock: time.clock)
        await pace.hasRoom()
        #expect(time.seconds == 0)
        pace.throttled(try #require(await pace.turn(for: Self.write, by: nil)))
        pace.throttled(try #require(await pace.turn(for: Self.read, by: nil)))
        // At half a write a second, the next one may go in two seconds.
        await pace.hasRoom()
        #expect(abs(time.seconds - 1) < 0.001)
    }

    @Test("keeps the rate when many wait at once, by the machine's clock")
    func manyAtOnce() async {
        let pace = Pace(bound: 1_000)
        let start = ContinuousClock.now
        await withTaskGroup { group in
            for _ in 0..<32 {
                group.addTask { for _ in 0..<25 { _ = await pace.turn(for: Self.write, by: nil) } }
            }
        }
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        // 800 writes, 100 of them by the leeway.
        #expect(seconds > 0.65)
        #expect(seconds < 3)
    }
}
