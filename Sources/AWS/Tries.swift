import Transport

/// The tries of one call: how many there were, what is known of them, and what comes next.
struct Tries {
    /// What to do after a failed try.
    enum Step: Equatable {
        case fail(AWSError)
        /// At once, with the clock corrected.
        case again
        case wait(Duration)
        /// The thing to delete was gone, and an earlier try of ours may have been why.
        case succeed
    }

    let operation: Operation
    let idempotency: Idempotency
    var deadline: ContinuousClock.Instant
    var count = 0
    /// Set by the client when it took AWS's time from the last answer.
    var clockWasCorrected = false
    private var clockWasUsed = false
    private var outcomeIsUnknown = false

    init(call: Call, deadline: ContinuousClock.Instant) {
        operation = call.operation
        idempotency = call.idempotency
        self.deadline = deadline
    }

    /// Decides what follows `error`.
    mutating func next(after error: AWSError, policy: RetryPolicy) -> Step {
        var throttled = false
        switch error {
        case .service(let answer):
            if idempotency == .deletion, outcomeIsUnknown, answer.code == .noSuchEntity { return .succeed }
            if clockWasCorrected, !clockWasUsed {
                clockWasUsed = true
                return .again
            }
            guard answer.isRetryable else { return .fail(error) }
            throttled = answer.isThrottling || answer.isConflictOfTheMoment
            if !throttled {
                guard idempotency != .once else { return .fail(error) }
                outcomeIsUnknown = true
            }
        case .transport(.notSent, _):
            break
        case .transport(.interrupted, _), .transport(.deadlineExceeded, _):
            guard idempotency != .once else { return .fail(error) }
            outcomeIsUnknown = true
        case .transport, .credentials, .malformedAnswer, .deadlineExceeded:
            return .fail(error)
        case .noTurn:
            return .fail(outcomeIsUnknown ? .deadlineExceeded(operation) : error)
        }
        guard count < policy.maximumTries else { return .fail(error) }
        let delay = policy.delay(before: count + 1, afterThrottling: throttled)
        guard ContinuousClock.now + delay < deadline else { return .fail(.deadlineExceeded(operation)) }
        return .wait(delay)
    }
}
