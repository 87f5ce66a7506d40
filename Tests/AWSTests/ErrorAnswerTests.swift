import FoundationEssentials
import HTTPTypes
import Testing
import Transport

@testable import AWS

@Suite struct ErrorAnswerTests {
    private func read(
        _ service: Service, _ status: Int, _ body: String, _ fields: HTTPFields = [:]
    ) throws(AWSError) -> ServiceError {
        try ErrorAnswer.read(
            TransportResponse(
                head: HTTPResponse(status: .init(code: status), headerFields: fields), body: Array(body.utf8)),
            operation: Operation(service, "Op"))
    }

    @Test func `XML errors of IAM and STS`() throws {
        let error = try read(
            .iam, 404, IAMAnswers.error("NoSuchEntity", "The user with name x &amp; y cannot be found."))
        #expect(error.code == .noSuchEntity && error.status == 404)
        #expect(error.message == "The user with name x & y cannot be found." && error.requestID == "request-1")
        #expect(!error.isRetryable && !error.isThrottling)
    }

    @Test(arguments: [
        #"{"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException","message":"m"}"#,
        #"{"__type":"ConditionalCheckFailedException","Message":"m"}"#,
        #"{"code":"ConditionalCheckFailedException:http://internal.amazon.com/","message":"m"}"#,
    ])
    func `JSON errors of DynamoDB`(body: String) throws {
        let error = try read(.dynamodb, 400, body, [.amznRequestID: "r"])
        #expect(error.code == .conditionalCheckFailedException && error.message == "m" && error.requestID == "r")
    }

    @Test func `a failing server may answer in any form`() throws {
        for body in ["", "<html>oops", "{}", "[", #"{"message":"m"}"#, "<Response/>"] {
            #expect(try read(.iam, 503, body).code == "503")
            #expect(try read(.dynamodb, 500, body).isServerFailure)
            #expect(try read(.sts, 429, body).isThrottling)
            #expect(throws: AWSError.self) { try read(.iam, 400, body) }
            #expect(throws: AWSError.self) { try read(.dynamodb, 403, body) }
        }
        #expect(try read(.signin, 400, "<html>").status == 400)
    }

    @Test(arguments: [301, 302, 307, 308, 304])
    func `a redirect is no answer`(status: Int) {
        #expect(throws: AWSError.malformedAnswer(Operation(.iam, "Op"), "status \(status)")) {
            try read(.iam, status, IAMAnswers.error("NoSuchEntity"), [.location: "https://evil.example/"])
        }
    }

    @Test(arguments: [
        ("Throttling", 400, true, true), ("ThrottlingException", 400, true, true),
        ("RequestLimitExceeded", 503, true, true),
        ("ProvisionedThroughputExceededException", 400, true, true), ("ConcurrentModification", 409, false, true),
        ("TransactionInProgressException", 400, false, true), ("ServiceFailure", 500, false, true),
        ("ServiceUnavailable", 503, false, true), ("IDPCommunicationError", 400, false, true),
        ("LimitExceeded", 409, false, false), ("AccessDenied", 403, false, false), ("NoSuchEntity", 404, false, false),
        ("NotImplemented", 501, false, false), ("ValidationError", 400, false, false),
    ])
    func `errors are told apart`(code: String, status: Int, isThrottling: Bool, isRetryable: Bool) throws {
        let error = try read(.iam, status, IAMAnswers.error(code))
        #expect(error.isThrottling == isThrottling)
        #expect(error.isRetryable == isRetryable)
    }

    @Test func `descriptions are one line with what the log needs`() throws {
        let error = AWSError.service(try read(.iam, 403, IAMAnswers.error("AccessDenied", "no")))
        #expect("\(error)" == "iam:Op answered 403 AccessDenied, request request-1: no")
        #expect(error.code == .accessDenied && error.label == "AccessDenied" && !error.mayHaveBeenCarriedOut)
        let lost = AWSError.transport(.interrupted("reset"), Operation(.iam, "CreateAccessKey"))
        #expect(lost.mayHaveBeenCarriedOut && lost.label == "interrupted")
        #expect("\(lost)".hasPrefix("iam:CreateAccessKey got no answer"))
    }
}
