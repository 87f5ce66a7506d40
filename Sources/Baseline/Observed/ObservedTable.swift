package import AWS

/// A table of the account that the file names.
package struct ObservedTable: Sendable, Hashable {
    package var arn: ARN
    package var key: TableKey?
    package var tags: [Tag]
    package var timeToLive: TimeToLive
    package var pointInTimeRecovery: Bool

    package init(arn: ARN, key: TableKey?, tags: [Tag], timeToLive: TimeToLive, pointInTimeRecovery: Bool) {
        self.arn = arn
        self.key = key
        self.tags = tags
        self.timeToLive = timeToLive
        self.pointInTimeRecovery = pointInTimeRecovery
    }
}
