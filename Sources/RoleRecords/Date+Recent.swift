package import FoundationEssentials

extension Date {
    /// Whether this time is less than `interval` seconds before `now`. A time after `now` counts as well, but only as far
    /// ahead as another node's clock may be.
    package func isWithin(_ interval: TimeInterval, before now: Date) -> Bool {
        (-RoleRecord.clockTolerance..<interval).contains(now.timeIntervalSince(self))
    }
}
