import Concurrency
import Transport

/// The attempts of one call: how many were made, what is known from them, and what follows a failed one.
struct Attempts {
    /// What follows a failed attempt.
    enum Step: Equatable {
        case fail(AWSError)
        /// Try again at once, with the corrected clock.
        case retry
        /// Try again after a wait.
        case retryAfter(Duration)
        /// The call counts as done: what it was to delete is gone, and an earlier attempt may have deleted it.
        case succeed
    }

    let operation: Operation
    let idempotency: Idempotency
    var deadline: Instant
    /// How many attempts were sent.
    var count = 0
    /// Whether the client has taken AWS's time from the last response.
    var clockWasCorrected = false
    private var correctedClockWasUsed = false
    /// Whether an attempt may have been carried out without our knowing.
    private var outcomeIsUnknown = false

    init(call: Call, deadline: Instant) {
        operation = call.operation
        idempotency = call.idempotency
        self.deadline = deadline
    }

    /// Decides what follows `error`, which came at `now`.
    mutating func next(after error: AWSError, at now: Instant, policy: RetryPolicy) -> Step {
        var throttled = false
        switch error {
        case .service(let serviceError):
            if idempotency == .deletion, outcomeIsUnknown, serviceError.code == .noSuchEntity { return .succeed }
            if clockWasCorrected, !correctedClockWasUsed {
                correctedClockWasUsed = true
                return .retry
            }
            guard serviceError.isRetryable else { return .fail(error) }
            throttled = serviceError.isThrottling || serviceError.isConflictOfTheMoment
            if !throttled {
                guard idempotency != .once else { return .fail(error) }
                outcomeIsUnknown = true
            }
        case .transport(.notSent, _):
            break
        case .transport(.interrupted, _), .transport(.deadlineExceeded, _):
            guard idempotency != .once else { return .fail(error) }
            outcomeIsUnknown = true
        case .transport, .credentials, .malformedResponse, .deadlineExceeded:
            return .fail(error)
        case .rateLimited:
            return .fail(outcomeIsUnknown ? .deadlineExceeded(operation) : error)
        }
        guard count < policy.maximumAttempts else { return .fail(error) }
        let delay = policy.delay(before: count + 1, afterThrottling: throttled)
        guard now + delay < deadline else { return .fail(.deadlineExceeded(operation)) }
        return .retryAfter(delay)
    }
}
