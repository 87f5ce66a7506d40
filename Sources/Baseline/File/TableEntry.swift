package import AWS

/// A DynamoDB table of the file: paid by request, and encrypted under AWS's key for DynamoDB.
package struct TableEntry: Sendable, Equatable {
    package var name: String
    /// The name of the partition key, which is a text.
    package var key: String
    /// The attribute that says when an item expires, in seconds since 1970. Nil if none does.
    package var timeToLiveAttribute: String?
    package var pointInTimeRecovery: Bool
    package var tags: [Tag]
    /// Where the entry begins, from 1.
    package var line: Int

    package init(
        name: String, key: String, timeToLiveAttribute: String? = nil, pointInTimeRecovery: Bool = true,
        tags: [Tag] = [], line: Int = 0
    ) {
        self.name = name
        self.key = key
        self.timeToLiveAttribute = timeToLiveAttribute
        self.pointInTimeRecovery = pointInTimeRecovery
        self.tags = tags
        self.line = line
    }
}
