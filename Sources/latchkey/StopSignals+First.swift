import Reactor

extension StopSignals {
    /// Waits for the first of the signals, or until the task is cancelled. The next one ends the program at once.
    static func first(of signals: [Int32], on loop: EventLoop) async {
        let (arrivals, arrival) = AsyncStream.makeStream(of: Void.self)
        guard let listening = try? StopSignals(signals, on: loop, { arrival.yield() }) else {
            // Without a descriptor to be woken by, each signal ends the program.
            return await withCheckedContinuation { (_: CheckedContinuation<Void, Never>) in }
        }
        _ = await arrivals.first { _ in true }
        loop.perform { listening.restore() }
    }
}
