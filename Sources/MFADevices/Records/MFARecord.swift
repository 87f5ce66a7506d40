import AWS
import FoundationEssentials

/// What one person tried lately, as all nodes know it: codes, so that nobody goes on guessing; a first device, so that no two
/// are enabled; and removals, so that no two take away the last two devices.
///
/// IAM may list a new device, or leave a removed one out, only some time later. So what a request is about to do stands here
/// before it does it, and counts until every request that hadn't seen it is over. Moments are milliseconds since 1970.
struct MFARecord: Sendable, Equatable {
    /// So many pairs of codes within ``period`` are tried, unless one is right.
    static let limit = 5
    static let period = 300_000

    struct FirstDevice: Sendable, Equatable {
        var serialNumber: MFASerialNumber
        var begun: Int
    }

    /// When codes were tried that AWS didn't take, or hasn't answered yet.
    var attempts: [Int] = []
    /// The first device that was enabled, or is about to be.
    var firstDevice: FirstDevice?
    /// When devices were removed, or were about to be.
    var removals: [MFASerialNumber: Int] = [:]

    /// Whether something of the moment `then` still counts after `duration`. A moment far ahead is of a clock that was wrong.
    private static func counts(_ then: Int, at now: Int, for duration: Int) -> Bool { abs(now - then) < duration }

    /// Drops what counts no more.
    mutating func dropOld(at now: Int, settling: Int) {
        attempts = attempts.filter { Self.counts($0, at: now, for: Self.period) }
        if let begun = firstDevice?.begun, !Self.counts(begun, at: now, for: settling) { firstDevice = nil }
        removals = removals.filter { Self.counts($0.value, at: now, for: settling) }
    }

    // The functions below want a record of which the old was dropped.

    /// Begins to try codes; refused who tried too many lately.
    mutating func beginAttempt(at now: Int) throws(MFADevicesError) {
        if attempts.count >= Self.limit, let oldest = attempts.min() {
            throw .tooManyAttempts(retryAfter: (oldest + Self.period - now) / 1_000 + 1)
        }
        attempts.append(now)
    }

    /// Begins to enable a first device; refused while that is done, or was just done, with another one.
    mutating func beginFirstDevice(_ serialNumber: MFASerialNumber, at now: Int) throws(MFADevicesError) {
        guard firstDevice == nil || firstDevice?.serialNumber == serialNumber else { throw .enrolmentOver }
        firstDevice = FirstDevice(serialNumber: serialNumber, begun: now)
    }

    /// Begins to remove a device; refused if none of `devices` would be left, also because others are being removed.
    mutating func beginRemoval(
        of serialNumber: MFASerialNumber, among devices: [MFADevice], at now: Int
    ) throws(MFADevicesError) {
        let isLeft = devices.contains { device in
            guard device.serialNumber != serialNumber else { return false }
            guard let begun = removals[device.serialNumber] else { return true }
            // It was added again since.
            return Int(device.enableDate.timeIntervalSince1970 * 1_000) > begun
        }
        guard isLeft else { throw .lastDevice }
        removals[serialNumber] = now
    }
}
