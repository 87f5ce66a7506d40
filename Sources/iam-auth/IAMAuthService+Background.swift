import AWS
import Logging
import Reactor

extension IAMAuthService {
    /// Begins to read revocations and rules again and again. A process that serves no server has nobody to let in, and asks
    /// nothing.
    func keepFresh(on loop: EventLoop, log: Logger) {
        guard !settings.servers.isEmpty, !ProcessEnvironment.isPlainCGI else { return }
        let (revocations, rules, timekeeper) = (revocations, rules, client.timekeeper)
        Task(executorPreference: loop) { await revocations.keepFresh(log: log) }
        if let rules { Task(executorPreference: loop) { await rules.keepFresh(log: log, timekeeper: timekeeper) } }
    }
}
