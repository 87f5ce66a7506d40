import Formats
import HTTPTypes
import Problems
import Testing
import Transport

@testable import AWS

struct AWSErrorProblemTests {
    private static let operation = Operation(.iam, "CreateRole")

    private static func service(_ code: ErrorCode, _ status: Int) -> AWSError {
        .service(ServiceError(operation: operation, status: status, code: code, message: "words of AWS"))
    }

    @Test(
        arguments: [
            (service("Throttling", 400), "aws-throttled", 503, 10),
            (service("ConcurrentModification", 409), "aws-throttled", 503, 10),
            (.rateLimited(operation), "aws-throttled", 503, 10),
            (service("AccessDenied", 403), "permission-missing", 502, nil),
            (service("ExpiredToken", 403), "no-aws-credentials", 503, 60),
            (.credentials("none"), "no-aws-credentials", 503, 60),
            (service("LimitExceeded", 409), "iam-limit-exceeded", 400, nil),
            (service("ServiceFailure", 500), "aws-unavailable", 503, 10),
            (.transport(.interrupted("reset"), operation), "aws-unavailable", 503, 10),
            (.transport(.notSent("dns"), operation), "aws-unavailable", 503, 10),
            (service("ValidationError", 400), "aws-refused", 502, nil),
            (.malformedResponse(operation, "x"), "aws-refused", 502, nil),
        ] as [(AWSError, String, Int, Int?)])
    func `each error is told as a kind of problem`(error: AWSError, kind: String, status: Int, retryAfter: Int?) {
        let problem = error.problem
        #expect(problem.kind == kind && problem.status.code == status && problem.retryAfter == retryAfter)
    }

    @Test(arguments: [AWSError.deadlineExceeded(operation), .transport(.deadlineExceeded, operation)])
    func `running out of time is the same problem as anywhere else`(error: AWSError) {
        #expect(error.problem.kind == Problem.timeIsUp.kind && error.problem.status == Problem.timeIsUp.status)
    }

    @Test func `AWS's words are for the log alone`() {
        let problem = Self.service("ValidationError", 400).problem
        #expect(problem.cause?.contains("words of AWS") == true)
        #expect(!(problem.title + problem.detail).contains("words of AWS"))
    }

    @Test func `a missing permission is named`() {
        let problem = Self.service("AccessDenied", 403).problem
        #expect(problem.detail.contains("iam:CreateRole"))
        #expect(problem.members == [JSONValue.Member("permission", "iam:CreateRole")])
    }
}
