import Concurrency
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(1)))
struct ConcurrentMapTests {
    private struct Refused: Error, Equatable { var number: Int }

    @Test(arguments: [0, 1, 2, 100])
    func `results are in the order of the elements, whichever is done first`(count: Int) async {
        let values = await concurrentMap(Array(0..<count)) { number in
            if number.isMultiple(of: 3) { await Task.yield() }
            return number * 2
        }
        #expect(values == (0..<count).map { $0 * 2 })
    }

    @Test func `no more elements are worked on at once than the limit`() async {
        let running = Running()
        _ = await concurrentMap(Array(0..<50), limit: 4) { _ in
            running.change(by: 1)
            try? await Task.sleep(for: .milliseconds(2))
            running.change(by: -1)
        }
        #expect(running.most == 4)
    }

    private final class Running: Sendable {
        private let state = Mutex((now: 0, most: 0))
        var most: Int { state.withLock { $0.most } }
        func change(by number: Int) { state.withLock { $0 = ($0.now + number, max($0.most, $0.now + number)) } }
    }

    @Test func `the first failure is thrown, and the work that is left is cancelled`() async {
        let error = await #expect(throws: Refused.self) {
            try await concurrentMap([1, 2, 3]) { (number) async throws(Refused) -> Int in
                guard number != 2 else { throw Refused(number: 2) }
                // Ends early when it is cancelled.
                try? await Task.sleep(for: .seconds(50))
                return number
            }
        }
        #expect(error == Refused(number: 2))
    }
}
