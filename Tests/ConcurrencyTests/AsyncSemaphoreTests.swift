import Concurrency
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1)))
struct AsyncSemaphoreTests {
    @Test func `no more tasks hold a permit at once than there are permits, and each gets one in the end`() async {
        let semaphore = AsyncSemaphore(count: 3)
        let count = Count()
        await withTaskGroup { group in
            for _ in 0..<50 {
                group.addTask {
                    let permit = await semaphore.acquire()
                    count.change(by: 1)
                    try? await Task.sleep(for: .milliseconds(2))
                    count.change(by: -1)
                    permit?.release()
                }
            }
        }
        #expect(count.most == 3)
    }

    private final class Count: Sendable {
        private let state = Mutex((now: 0, most: 0))

        var most: Int { state.withLock { $0.most } }

        func change(by number: Int) {
            state.withLock { $0 = ($0.now + number, max($0.most, $0.now + number)) }
        }
    }

    @Test func `a permit that is released twice frees one place`() async throws {
        let semaphore = AsyncSemaphore(count: 1)
        let first = try #require(await semaphore.acquire())
        first.release()
        first.release()
        let second = try #require(await semaphore.acquire())
        let third = Task { await semaphore.acquire() != nil }
        try await Task.sleep(for: .milliseconds(50))
        third.cancel()
        #expect(await third.value == false)
        second.release()
    }

    @Test func `a task that gets no permit by its deadline leaves the queue and takes none later`() async throws {
        let semaphore = AsyncSemaphore(count: 1)
        let first = try #require(await semaphore.acquire(by: .now + .seconds(60)))
        #expect(await semaphore.acquire(by: .now + .milliseconds(20)) == nil)
        let waiting = Task { await semaphore.acquire(by: .now + .seconds(60)) != nil }
        first.release()
        #expect(await waiting.value)
        #expect(await semaphore.acquire(by: nil) != nil)
    }

    @Test func `a permit whose last reference goes is given back`() async {
        let semaphore = AsyncSemaphore(count: 1)
        for _ in 0..<3 { #expect(await semaphore.acquire() != nil) }
    }

    @Test func `a task that is cancelled takes no permit, whether or not it waited already`() async throws {
        let semaphore = AsyncSemaphore(count: 1)
        let first = try #require(await semaphore.acquire())
        let early = Task {
            await until { false }
            return await semaphore.acquire() != nil
        }
        early.cancel()
        #expect(await early.value == false)
        let waiting = (0..<20).map { _ in Task { await semaphore.acquire() != nil } }
        for task in waiting { task.cancel() }
        for task in waiting { #expect(await task.value == false) }
        first.release()
        #expect(await semaphore.acquire() != nil)
    }
}
