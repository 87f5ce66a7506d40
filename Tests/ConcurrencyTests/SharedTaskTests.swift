import Concurrency
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1)))
struct SharedTaskTests {
    /// Work that goes on until it is told to end, and tells whether it was cancelled.
    private final class Work: Sendable {
        private let end = Atomic(false)
        private let cancelled = Atomic(false)

        var isCancelled: Bool { cancelled.load(ordering: .relaxed) }

        func finish() { end.store(true, ordering: .relaxed) }

        func run() async -> Int {
            await until { end.load(ordering: .relaxed) }
            cancelled.store(Task.isCancelled, ordering: .relaxed)
            return 7
        }
    }

    /// Waits for the result of a task in another one.
    private func waiter(_ shared: SharedTask<Int>) -> Task<Int?, Never> {
        #expect(shared.join())
        return Task { await shared.value() }
    }

    @Test func `everybody who waits gets the result, and so does who comes later`() async {
        let work = Work()
        let shared = SharedTask { await work.run() }
        let waiters = [waiter(shared), waiter(shared)]
        work.finish()
        for waiter in waiters { #expect(await waiter.value == 7) }
        #expect(await waiter(shared).value == 7)
        #expect(!work.isCancelled)
    }

    @Test func `one who is cancelled stops waiting at once, and the others get the result`() async {
        let work = Work()
        let shared = SharedTask { await work.run() }
        let (impatient, patient) = (waiter(shared), waiter(shared))
        impatient.cancel()
        #expect(await impatient.value == nil)
        #expect(shared.join())
        work.finish()
        #expect(await shared.value() == 7)
        #expect(await patient.value == 7)
        #expect(!work.isCancelled)
    }

    @Test func `the work is cancelled when nobody waits any more, and can't be joined then`() async {
        let work = Work()
        let shared = SharedTask { await work.run() }
        let waiters = [waiter(shared), waiter(shared)]
        for waiter in waiters { waiter.cancel() }
        for waiter in waiters { #expect(await waiter.value == nil) }
        await until { work.isCancelled }
        #expect(!shared.join())
    }
}
