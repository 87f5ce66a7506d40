package import AWS

/// A table of the account that the file names.
package struct ObservedTable: Sendable, Hashable {
    package var arn: ARN
    package var key: TableKey?
    package var tags: [Tag]
    package var timeToLive: TimeToLive
    package var pointInTimeRecovery: Bool
    /// The JSON of the table's own policy, if it has one.
    package var resourcePolicy: String?

    package init(
        arn: ARN, key: TableKey?, tags: [Tag], timeToLive: TimeToLive, pointInTimeRecovery: Bool,
        resourcePolicy: String? = nil
    ) {
        self.arn = arn
        self.key = key
        self.tags = tags
        self.timeToLive = timeToLive
        self.pointInTimeRecovery = pointInTimeRecovery
        self.resourcePolicy = resourcePolicy
    }
}
