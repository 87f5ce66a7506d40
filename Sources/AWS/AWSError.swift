package import Transport

/// Why a call to AWS brought no result.
package indirect enum AWSError: Error, Sendable, Equatable {
    /// AWS responded with an error.
    case service(ServiceError)
    /// No response came, after all attempts.
    case transport(TransportError, Operation)
    /// Latchkey has no credentials of its own, or couldn't get them. The text is for the log and contains no secret.
    case credentials(String)
    /// The response isn't one that AWS's service model allows. It may come from something else than AWS.
    case malformedResponse(Operation, String)
    /// The time for the incoming request ran out, during an attempt or between two.
    case deadlineExceeded(Operation)
    /// So many calls wait for the ``RateLimiter`` that this one couldn't be sent while its incoming request waits. It
    /// wasn't sent.
    case rateLimited(Operation)

    /// The operation that failed; nil for ``credentials(_:)``.
    package var operation: Operation? {
        switch self {
        case .service(let error): error.operation
        case .transport(_, let operation), .malformedResponse(let operation, _), .deadlineExceeded(let operation),
            .rateLimited(let operation):
            operation
        case .credentials: nil
        }
    }

    /// AWS's error code; nil unless AWS responded with an error.
    package var code: ErrorCode? {
        guard case .service(let error) = self else { return nil }
        return error.code
    }

    /// The calling task was cancelled while it waited for the operation.
    package static func cancelled(_ operation: Operation) -> AWSError { .transport(.cancelled, operation) }

    /// Whether the request may have been carried out in spite of the error, so that the outcome of a write must be looked
    /// up.
    package var mayHaveBeenCarriedOut: Bool {
        switch self {
        case .service(let error): error.isServerFailure
        case .transport(.notSent, _), .credentials, .rateLimited: false
        case .transport, .malformedResponse, .deadlineExceeded: true
        }
    }

    /// One word for a log line: AWS's error code, or the name of what went wrong.
    package var label: String {
        switch self {
        case .service(let error): error.code.rawValue
        case .transport(.notSent, _): "notSent"
        case .transport(.interrupted, _): "interrupted"
        case .transport(.cancelled, _): "cancelled"
        case .transport(.deadlineExceeded, _), .deadlineExceeded: "deadlineExceeded"
        case .transport(.responseTooLarge, _), .malformedResponse: "malformedResponse"
        case .credentials: "credentials"
        case .rateLimited: "rateLimited"
        }
    }
}

extension AWSError: CustomStringConvertible {
    /// One line for the log, without any secret.
    package var description: String {
        switch self {
        case .service(let error): error.description
        case .transport(let error, let operation): "\(operation) got no response: \(error)"
        case .credentials(let reason): "no AWS credentials: \(reason)"
        case .malformedResponse(let operation, let reason): "\(operation) got a malformed response: \(reason)"
        case .deadlineExceeded(let operation): "\(operation) ran out of time"
        case .rateLimited(let operation):
            "\(operation) was not sent: so many such calls are waiting that it would not have been sent in time"
        }
    }
}
