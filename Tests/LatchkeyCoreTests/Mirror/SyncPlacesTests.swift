import Synchronization
import Testing

@testable import LatchkeyCore

@Suite("Places for syncs", .timeLimit(.minutes(1)))
struct SyncPlacesTests {
    @Test("no more are in at once than there are places, and all get in")
    func bound() async {
        let places = SyncPlaces(3)
        let count = Count()
        await withTaskGroup { group in
            for _ in 0..<50 {
                group.addTask {
                    let place = await places.enter()
                    count.change(by: 1)
                    try? await Task.sleep(for: .milliseconds(2))
                    count.change(by: -1)
                    place?.leave()
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

    @Test("a place left twice is one place")
    func leftTwice() async throws {
        let places = SyncPlaces(1)
        let first = try #require(await places.enter())
        first.leave()
        first.leave()
        let second = try #require(await places.enter())
        let third = Task { await places.enter() != nil }
        try await Task.sleep(for: .milliseconds(50))
        third.cancel()
        #expect(await third.value == false)
        second.leave()
    }

    @Test("who has none by the deadline goes, and takes none")
    func deadline() async throws {
        let places = SyncPlaces(1)
        let first = try #require(await places.enter(by: .now + .seconds(60)))
        #expect(await places.enter(by: .now + .milliseconds(20)) == nil)
        let waiting = Task { await places.enter(by: .now + .seconds(60)) != nil }
        first.leave()
        #expect(await waiting.value)
        #expect(await places.enter(by: nil) != nil)
    }

    @Test("one that is forgotten is free again")
    func forgotten() async {
        let places = SyncPlaces(1)
        for _ in 0..<3 { #expect(await places.enter() != nil) }
    }

    @Test("who gives up while waiting takes no place, before and after beginning to wait")
    func givingUp() async throws {
        let places = SyncPlaces(1)
        let first = try #require(await places.enter())
        let early = Task {
            while !Task.isCancelled { await Task.yield() }
            return await places.enter() != nil
        }
        early.cancel()
        #expect(await early.value == false)
        let waiting = (0..<20).map { _ in Task { await places.enter() != nil } }
        for task in waiting { task.cancel() }
        for task in waiting { #expect(await task.value == false) }
        first.leave()
        #expect(await places.enter() != nil)
    }
}
