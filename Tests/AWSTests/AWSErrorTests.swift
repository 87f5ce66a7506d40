import Testing
import Transport

@testable import AWS

struct AWSErrorTests {
    private let operation = Operation(.iam, "CreateAccessKey")

    private func service(_ code: ErrorCode, _ status: Int) -> AWSError {
        .service(ServiceError(operation: operation, status: status, code: code))
    }

    @Test func `only an error whose outcome is unknown may have been carried out`() {
        for error in [
            service("ServiceFailure", 500), .transport(.interrupted("reset"), operation),
            .transport(.deadlineExceeded, operation), .transport(.cancelled, operation), .deadlineExceeded(operation),
            .malformedResponse(operation, "x"),
        ] {
            #expect(error.mayHaveBeenCarriedOut, "\(error)")
        }
        for error in [
            service("AccessDenied", 403), service("Throttling", 503), .transport(.notSent("dns"), operation),
            .credentials("none"), .rateLimited(operation),
        ] {
            #expect(!error.mayHaveBeenCarriedOut, "\(error)")
        }
    }

    @Test func `a label is AWS's code or the name of what went wrong`() {
        #expect(service("AccessDenied", 403).label == "AccessDenied")
        #expect(AWSError.transport(.interrupted("reset"), operation).label == "interrupted")
        #expect(AWSError.transport(.deadlineExceeded, operation).label == "deadlineExceeded")
        #expect(AWSError.rateLimited(operation).label == "rateLimited")
        #expect(AWSError.malformedResponse(operation, "x").label == "malformedResponse")
    }

    @Test func `a description names the operation`() {
        let lost = AWSError.transport(.interrupted("reset"), operation)
        #expect("\(lost)".hasPrefix("iam:CreateAccessKey got no response"))
        #expect("\(AWSError.deadlineExceeded(operation))" == "iam:CreateAccessKey ran out of time")
        #expect(AWSError.credentials("x").operation == nil && lost.operation == operation)
    }

    @Test func `an error tells its code only if AWS responded with one`() {
        #expect(service("NoSuchEntity", 404).isNoSuchEntity && service("AccessDenied", 403).isAccessDenied)
        #expect(AWSError.deadlineExceeded(operation).code == nil)
    }
}
