import Concurrency
import Testing
import Transport

@testable import AWS

struct AttemptsTests {
    private let operation = Operation(.iam, "Op")
    private let policy: RetryPolicy = {
        var policy = RetryPolicy()
        policy.random = { 1 }
        return policy
    }()

    private func attempts(_ idempotency: Idempotency, sent count: Int = 1) -> Attempts {
        let call = Call(operation: operation, idempotency: idempotency, contentType: "", body: [])
        var attempts = Attempts(call: call, deadline: .now + .seconds(60))
        attempts.count = count
        return attempts
    }

    private func service(_ code: ErrorCode, _ status: Int) -> AWSError {
        .service(ServiceError(operation: operation, status: status, code: code))
    }

    @Test(arguments: [Idempotency.idempotent, .deletion, .once])
    func `what AWS hasn't carried out is retried whatever it is`(idempotency: Idempotency) {
        for error in [service("Throttling", 400), service("ConcurrentModification", 409)] {
            var attempts = attempts(idempotency)
            #expect(attempts.next(after: error, at: .now, policy: policy) == .retryAfter(.milliseconds(500)))
        }
        var attempts = attempts(idempotency)
        let notSent = AWSError.transport(.notSent("dns"), operation)
        #expect(attempts.next(after: notSent, at: .now, policy: policy) == .retryAfter(.milliseconds(100)))
    }

    @Test func `what may have been carried out is retried unless that would do it twice`() {
        for error in [
            service("ServiceFailure", 500), AWSError.transport(.interrupted("reset"), operation),
            .transport(.deadlineExceeded, operation),
        ] {
            var repeatable = attempts(.idempotent)
            #expect(repeatable.next(after: error, at: .now, policy: policy) == .retryAfter(.milliseconds(100)))
            var once = attempts(.once)
            #expect(once.next(after: error, at: .now, policy: policy) == .fail(error))
        }
    }

    @Test func `a deletion that finds nothing succeeds only after an attempt with unknown outcome`() {
        let gone = service("NoSuchEntity", 404)
        var first = attempts(.deletion)
        #expect(first.next(after: gone, at: .now, policy: policy) == .fail(gone))
        var throttled = attempts(.deletion)
        _ = throttled.next(after: service("Throttling", 400), at: .now, policy: policy)
        #expect(throttled.next(after: gone, at: .now, policy: policy) == .fail(gone))
        var lost = attempts(.deletion)
        _ = lost.next(after: .transport(.interrupted("reset"), operation), at: .now, policy: policy)
        #expect(lost.next(after: gone, at: .now, policy: policy) == .succeed)
    }

    @Test func `a corrected clock gives one more attempt at once`() {
        var attempts = attempts(.once)
        let skewed = service("RequestTimeTooSkewed", 403)
        attempts.clockWasCorrected = true
        #expect(attempts.next(after: skewed, at: .now, policy: policy) == .retry)
        #expect(attempts.next(after: skewed, at: .now, policy: policy) == .fail(skewed))
    }

    @Test(arguments: [
        AWSError.credentials("none"), .malformedResponse(Operation(.iam, "Op"), "x"),
        .deadlineExceeded(Operation(.iam, "Op")), .transport(.cancelled, Operation(.iam, "Op")),
        .rateLimited(Operation(.iam, "Op")),
        .service(ServiceError(operation: Operation(.iam, "Op"), status: 403, code: .accessDenied)),
    ])
    func `other errors fail at once`(error: AWSError) {
        var attempts = attempts(.idempotent)
        #expect(attempts.next(after: error, at: .now, policy: policy) == .fail(error))
    }

    @Test func `attempts end with their number and before the deadline`() {
        let throttled = service("Throttling", 400)
        var last = attempts(.idempotent, sent: policy.maximumAttempts)
        #expect(last.next(after: throttled, at: .now, policy: policy) == .fail(throttled))
        var late = attempts(.idempotent)
        late.deadline = .now + .milliseconds(400)
        #expect(late.next(after: throttled, at: .now, policy: policy) == .fail(.deadlineExceeded(operation)))
    }

    @Test func `a repeated write that the rate limiter stops may have been carried out`() {
        var attempts = attempts(.idempotent)
        _ = attempts.next(after: .transport(.interrupted("reset"), operation), at: .now, policy: policy)
        #expect(
            attempts.next(after: .rateLimited(operation), at: .now, policy: policy)
                == .fail(.deadlineExceeded(operation)))
    }
}
