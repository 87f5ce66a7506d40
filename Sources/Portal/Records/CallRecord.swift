internal import Synchronization

/// One AWS call, as the request's log line shows it.
package struct CallRecord: Sendable, Equatable {
    /// AWS's short name of the service, such as `iam`.
    package var service: String
    /// AWS's name of the operation.
    package var operation: String
    /// `ok`, or the code of the error.
    package var result: String
    package var milliseconds: Int

    package init(service: String, operation: String, result: String, milliseconds: Int) {
        self.service = service
        self.operation = operation
        self.result = result
        self.milliseconds = milliseconds
    }

    var json: JSONValue {
        [
            "service": .string(service), "operation": .string(operation), "result": .string(result),
            "ms": .integer(milliseconds),
        ]
    }
}

/// The AWS calls made for one request, by however many tasks.
package final class CallLog: Sendable {
    private let state = Mutex<[CallRecord]>([])

    package init() {}

    /// Adds calls, after those that are there.
    package func add(_ records: [CallRecord]) {
        state.withLock { $0 += records }
    }

    /// The calls, in the order they were added.
    package var records: [CallRecord] { state.withLock { $0 } }
}
