import AWS
package import Concurrency
import Synchronization

/// What one process remembers of what people tried: wrong codes, so that nobody goes on guessing; first devices, so that two
/// requests of the same moment don't both enable one; and removals, so that two don't take away the last two devices.
package final class MFAAttempts: Sendable {
    /// So many wrong codes within ``period`` are tried.
    package static let limit = 5
    package static let period: Duration = .seconds(300)
    /// IAM may list a new device that much later.
    private static let settling: Duration = .seconds(60)
    /// More people than this aren't remembered at once; the oldest are forgotten.
    private static let capacity = 10_000

    private struct State {
        /// By user name in lower case: when wrong codes came, the oldest first.
        var refusals: [String: [ContinuousClock.Instant]] = [:]
        /// By user name in lower case: when a first device was enabled, or began to be.
        var firstDevices: [String: ContinuousClock.Instant] = [:]
        /// When a device was removed, or began to be.
        var removals: [MFASerialNumber: ContinuousClock.Instant] = [:]
    }

    private let timekeeper: Timekeeper
    private let state = Mutex(State())

    package init(timekeeper: Timekeeper = .system) { self.timekeeper = timekeeper }

    /// Refuses who gave too many wrong codes lately.
    func check(_ user: UserName) throws(MFADevicesError) {
        let (now, name) = (timekeeper.instant(), user.rawValue.lowercased())
        let times = state.withLock { state in
            state.refusals[name, default: []].filter { now - $0 < Self.period }
        }
        guard times.count >= Self.limit, let oldest = times.first else { return }
        let wait = Self.period - (now - oldest)
        throw .tooManyAttempts(retryAfter: max(1, Int(wait.components.seconds) + 1))
    }

    func noteRefusal(of user: UserName) {
        let (now, name) = (timekeeper.instant(), user.rawValue.lowercased())
        state.withLock { state in
            state.refusals[name] = state.refusals[name, default: []].filter { now - $0 < Self.period } + [now]
            guard state.refusals.count > Self.capacity else { return }
            state.refusals = state.refusals.filter { now - ($0.value.last ?? now) < Self.period }
            if state.refusals.count > Self.capacity,
                let oldest = state.refusals.min(by: { ($0.value.last ?? now) < ($1.value.last ?? now) })?.key
            {
                state.refusals[oldest] = nil
            }
        }
    }

    func noteSuccess(of user: UserName) {
        state.withLock { $0.refusals[user.rawValue.lowercased()] = nil }
    }

    /// Begins to enable somebody's first device; false while another one is being enabled, or was just now.
    func beginFirstDevice(of user: UserName) -> Bool {
        let (now, name) = (timekeeper.instant(), user.rawValue.lowercased())
        return state.withLock { state in
            state.firstDevices = state.firstDevices.filter { now - $0.value < Self.settling }
            guard state.firstDevices[name] == nil else { return false }
            state.firstDevices[name] = now
            return true
        }
    }

    /// Begins to remove a device; false if none of the user's `devices` would be left, also because others are being removed.
    func beginRemoval(of device: MFASerialNumber, among devices: [MFASerialNumber]) -> Bool {
        let now = timekeeper.instant()
        return state.withLock { state in
            state.removals = state.removals.filter { now - $0.value < Self.settling }
            guard devices.contains(where: { $0 != device && state.removals[$0] == nil }) else { return false }
            state.removals[device] = now
            return true
        }
    }

    /// The device wasn't removed after all, or is there again.
    func endRemoval(of device: MFASerialNumber) {
        state.withLock { _ = $0.removals.removeValue(forKey: device) }
    }

    /// The first device wasn't enabled after all.
    func endFirstDevice(of user: UserName) {
        state.withLock { _ = $0.firstDevices.removeValue(forKey: user.rawValue.lowercased()) }
    }
}
