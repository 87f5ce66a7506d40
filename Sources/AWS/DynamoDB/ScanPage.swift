/// One page of a scan.
package struct ScanPage: Sendable, Hashable {
    package var items: [Item]
    /// Where the next page begins; nil on the last page.
    package var lastEvaluatedKey: Item?

    package init(items: [Item], lastEvaluatedKey: Item? = nil) {
        self.items = items
        self.lastEvaluatedKey = lastEvaluatedKey
    }
}
