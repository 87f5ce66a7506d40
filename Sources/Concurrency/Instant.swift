import Glibc

/// A moment on a clock that nobody can set, and that goes on while the process or the machine is stopped: for deadlines,
/// and for how long something took.
///
/// `ContinuousClock.Instant` is the same moment. But it counts attoseconds in 128 bits, and Swift's library may change its layout,
/// so that every copy of a value that holds one is made by a function that is looked up at run time.
package struct Instant: Sendable, Hashable, Comparable {
    /// Since the machine was started. A moment more than 292 years away counts as that far away.
    private let nanoseconds: Int64

    /// Now (`CLOCK_BOOTTIME` of `clock_gettime(2)`).
    package static var now: Instant {
        var time = timespec()
        unsafe clock_gettime(CLOCK_BOOTTIME, &time)
        return Instant(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }

    package static func < (left: Instant, right: Instant) -> Bool { left.nanoseconds < right.nanoseconds }

    package static func - (end: Instant, start: Instant) -> Duration {
        .nanoseconds(saturating(end.nanoseconds.subtractingReportingOverflow(start.nanoseconds), end.nanoseconds))
    }

    package static func + (instant: Instant, duration: Duration) -> Instant {
        let added = Int64(clamping: duration.attoseconds / 1_000_000_000)
        return Instant(nanoseconds: saturating(instant.nanoseconds.addingReportingOverflow(added), added))
    }

    package static func - (instant: Instant, duration: Duration) -> Instant { instant + (.zero - duration) }

    package static func += (instant: inout Instant, duration: Duration) { instant = instant + duration }

    /// A sum, or the largest number of the sign that it has.
    private static func saturating(_ sum: (partialValue: Int64, overflow: Bool), _ sign: Int64) -> Int64 {
        guard sum.overflow else { return sum.partialValue }
        return sign < 0 ? .min : .max
    }
}
