import AWS
import Concurrency
import Synchronization
import TestSupport
import Testing

@testable import FakeAWS
@testable import RoleCleanup

@Suite(.timeLimit(.minutes(1)))
struct PacedSweepTests {
    /// What was worked on, and how much of it at once.
    private final class Work: Sendable {
        private let state = Mutex((done: [Int](), underWay: 0, most: 0))
        private let awaited: Int

        /// - Parameter awaited: work isn't done before so many have been under way at once, or ten seconds have passed.
        init(awaiting awaited: Int = 1) { self.awaited = awaited }

        var done: [Int] { state.withLock { $0.done.sorted() } }
        var most: Int { state.withLock { $0.most } }

        @Sendable func perform(_ number: Int) async {
            state.withLock { state in
                state.underWay += 1
                state.most = max(state.most, state.underWay)
            }
            let end = Instant.now + .seconds(10)
            await until { most >= awaited || .now >= end }
            // Time for more than are allowed to begin.
            for _ in 0..<10 { await Task.yield() }
            state.withLock { state in
                state.underWay -= 1
                state.done.append(number)
            }
        }
    }

    private struct Broken: Error {}

    @Test func `every element of every page is worked on, as many at once as allowed`() async {
        let work = Work(awaiting: 3)
        let sweep = PacedSweep(rateLimiter: nil, concurrency: 3, stop: StopRequest())
        var pages = [[0, 1, 2, 3, 4], [], [5, 6, 7, 8, 9]]
        await sweep.forEach(in: { pages.isEmpty ? nil : pages.removeFirst() }, work.perform)
        #expect(work.done == Array(0..<10))
        #expect(work.most == 3)
    }

    @Test func `every element of a list is worked on`() async {
        let work = Work()
        await PacedSweep(rateLimiter: nil, concurrency: 2, stop: StopRequest()).forEach(of: [3, 1, 2], work.perform)
        #expect(work.done == [1, 2, 3])
    }

    @Test func `elements wait for the rate limiter where something is written`() async throws {
        let time = ManualClock()
        // A write every two seconds.
        let rateLimiter = RateLimiter(maximumRate: 0.5, burst: .zero, timekeeper: time.movedByWaits)
        let iam = IAM(try FakeAccount().client(rateLimiter: rateLimiter))
        await #expect(throws: AWSError.self) { try await iam.deleteRole(roleName: try #require(RoleName("none"))) }
        let work = Work()
        await PacedSweep(rateLimiter: nil, concurrency: 1, stop: StopRequest()).forEach(of: [1], work.perform)
        #expect(time.passed == 0)
        await PacedSweep(rateLimiter: rateLimiter, concurrency: 1, stop: StopRequest()).forEach(of: [2], work.perform)
        #expect(time.passed == 1)
        #expect(work.done == [1, 2])
    }

    @Test func `a request to stop ends the sweep within a page, after what is under way`() async {
        let (work, stop) = (Work(), StopRequest())
        var pagesRead = 0
        await PacedSweep(rateLimiter: nil, concurrency: 1, stop: stop).forEach(
            in: {
                pagesRead += 1
                return Array(0..<100)
            },
            { number in
                await work.perform(number)
                if number == 1 { stop.request() }
            })
        #expect(pagesRead == 1)
        #expect((2...3).contains(work.done.count))
    }

    @Test func `a page that cannot be read is an error, after the pages before it are done`() async {
        let work = Work()
        var pages = [[1, 2, 3]]
        await #expect(throws: Broken.self) {
            try await PacedSweep(rateLimiter: nil, concurrency: 2, stop: StopRequest()).forEach(
                in: { () throws(Broken) in
                    guard !pages.isEmpty else { throw Broken() }
                    return pages.removeFirst()
                }, work.perform)
        }
        #expect(work.done == [1, 2, 3])
    }
}
