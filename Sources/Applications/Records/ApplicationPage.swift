import AWS

/// Some of the applications that there are.
package struct ApplicationPage: Sendable {
    package let records: [ApplicationRecord]
    /// The IDs of records that Latchkey didn't write.
    package let unreadable: [String]
    /// Where the next page begins; nil at the end.
    package let next: String?

    init(items: [Item], next: String?, seal: ApplicationSeal) {
        var (records, unreadable): ([ApplicationRecord], [String]) = ([], [])
        for item in items {
            if let record = ApplicationRecord(item: item, seal: seal) {
                records.append(record)
            } else {
                unreadable.append(item["id"]?.string ?? "")
            }
        }
        self.records = records.sorted { $0.identity.key < $1.identity.key }
        self.unreadable = unreadable.sorted()
        self.next = next
    }
}
