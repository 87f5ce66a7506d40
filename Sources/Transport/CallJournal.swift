import Synchronization

/// Every call to another service made for one incoming request, in the order in which they ended.
package final class CallJournal: Sendable {
    /// One call with all its attempts.
    package struct Entry: Sendable, Equatable {
        /// As the service is called in AWS's policies: `iam`.
        package var service: String
        /// As the service calls it: `GetUser`.
        package var operation: String
        /// `ok`, or a word for the error.
        package var result: String
        /// From the first attempt to the answer, the waiting between attempts included.
        package var milliseconds: Int
        package var tries: Int

        package init(service: String, operation: String, result: String, milliseconds: Int, tries: Int) {
            self.service = service
            self.operation = operation
            self.result = result
            self.milliseconds = milliseconds
            self.tries = tries
        }
    }

    private let recorded = Mutex<[Entry]>([])

    package init() {}

    package var entries: [Entry] { recorded.withLock { $0 } }

    package func record(_ entry: Entry) {
        recorded.withLock { entries in
            if entries.isEmpty { entries.reserveCapacity(8) }
            entries.append(entry)
        }
    }
}
