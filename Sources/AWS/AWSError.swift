package import Transport

/// Why a call to AWS brought no result.
package indirect enum AWSError: Error, Sendable, Equatable {
    /// AWS answered an error.
    case service(ServiceError)
    /// No answer came back, after the retries.
    case transport(TransportError, Operation)
    /// There are no credentials of our own, or they couldn't be had. The text is for the log and holds no secret.
    case credentials(String)
    /// AWS, or what stands in for it, answered what its service model doesn't allow.
    case malformedAnswer(Operation, String)
    /// The time for the incoming request ran out, in a try or between two.
    case deadlineExceeded(Operation)
    /// So much is to be written that the ``Pace`` has no turn for the call while its incoming request waits; it wasn't sent.
    case noTurn(Operation)

    /// The operation that failed; nil for ``credentials(_:)``.
    package var operation: Operation? {
        switch self {
        case .service(let error): error.operation
        case .transport(_, let operation), .malformedAnswer(let operation, _), .deadlineExceeded(let operation),
            .noTurn(let operation):
            operation
        case .credentials: nil
        }
    }

    /// AWS's error code, where AWS answered an error.
    package var code: ErrorCode? {
        guard case .service(let error) = self else { return nil }
        return error.code
    }

    /// Whether the request may have been carried out all the same, so that a write's outcome must be looked up.
    package var mayHaveBeenCarriedOut: Bool {
        switch self {
        case .service(let error): error.isServerFailure
        case .transport(.notSent, _), .credentials, .noTurn: false
        case .transport, .malformedAnswer, .deadlineExceeded: true
        }
    }

    /// One word for a log line: AWS's error code, or what went wrong on the way.
    package var label: String {
        switch self {
        case .service(let error): error.code.rawValue
        case .transport(.notSent, _): "notSent"
        case .transport(.interrupted, _): "interrupted"
        case .transport(.cancelled, _): "cancelled"
        case .transport(.deadlineExceeded, _), .deadlineExceeded: "deadlineExceeded"
        case .transport(.responseTooLarge, _), .malformedAnswer: "malformedAnswer"
        case .credentials: "credentials"
        case .noTurn: "noTurn"
        }
    }
}

extension AWSError: CustomStringConvertible {
    /// One line for the log; holds no secret.
    package var description: String {
        switch self {
        case .service(let error): error.description
        case .transport(let error, let operation): "\(operation) got no answer: \(error)"
        case .credentials(let reason): "no AWS credentials: \(reason)"
        case .malformedAnswer(let operation, let reason): "\(operation) got a malformed answer: \(reason)"
        case .deadlineExceeded(let operation): "\(operation) ran out of time"
        case .noTurn(let operation): "\(operation) had no turn in time: IAM is written to as fast as the pace allows"
        }
    }
}
