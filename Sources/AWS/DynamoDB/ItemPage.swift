/// A page of a scan or query; it may be empty and not the last.
package struct ItemPage: Sendable, Hashable {
    package var items: [Item]
    /// Where the next page begins; nil on the last.
    package var lastEvaluatedKey: Item?

    package init(items: [Item], lastEvaluatedKey: Item? = nil) {
        self.items = items
        self.lastEvaluatedKey = lastEvaluatedKey
    }
}
