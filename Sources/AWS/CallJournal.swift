import Synchronization

/// Every AWS call made for one incoming request, in the order in which they ended.
package final class CallJournal: Sendable {
    /// One call with all its tries.
    package struct Entry: Sendable, Equatable {
        package var operation: Operation
        /// `ok`, or the error's ``AWSError/label``.
        package var result: String
        /// From the first try to the answer, waiting between tries included.
        package var milliseconds: Int
        package var tries: Int

        package init(operation: Operation, result: String, milliseconds: Int, tries: Int) {
            self.operation = operation
            self.result = result
            self.milliseconds = milliseconds
            self.tries = tries
        }

        package var service: Service { operation.service }
    }

    private let recorded = Mutex<[Entry]>([])

    package init() {}

    package var entries: [Entry] { recorded.withLock { $0 } }

    func record(_ entry: Entry) {
        recorded.withLock { $0.append(entry) }
    }
}
