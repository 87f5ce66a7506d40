import FoundationEssentials
import HTTPTypes
import Testing
import Transport

@testable import AWS

struct ErrorResponseTests {
    private func read(
        _ service: Service, _ status: Int, _ body: String, _ fields: HTTPFields = [:]
    ) throws(AWSError) -> ServiceError {
        try ErrorResponse.read(
            TransportResponse(
                head: HTTPResponse(status: .init(code: status), headerFields: fields), body: Array(body.utf8)),
            operation: Operation(service, "Op"))
    }

    @Test func `an XML error of IAM or STS is read`() throws {
        let error = try read(
            .iam, 404, IAMResponses.error("NoSuchEntity", "The user with name x &amp; y cannot be found."))
        #expect(error.code == .noSuchEntity && error.status == 404)
        #expect(error.message == "The user with name x & y cannot be found." && error.requestID == "request-1")
        #expect(!error.isRetryable && !error.isThrottling)
    }

    @Test(arguments: [
        #"{"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException","message":"m"}"#,
        #"{"__type":"ConditionalCheckFailedException","Message":"m"}"#,
        #"{"code":"ConditionalCheckFailedException:http://internal.amazon.com/","message":"m"}"#,
    ])
    func `a JSON error of DynamoDB is read`(body: String) throws {
        let error = try read(.dynamodb, 400, body, [.amznRequestID: "r"])
        #expect(error.code == .conditionalCheckFailedException && error.message == "m" && error.requestID == "r")
    }

    @Test func `a failing server may respond in any form`() throws {
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
    func `a redirect isn't a response of AWS's`(status: Int) {
        #expect(throws: AWSError.malformedResponse(Operation(.iam, "Op"), "status \(status)")) {
            try read(.iam, status, IAMResponses.error("NoSuchEntity"), [.location: "https://evil.example/"])
        }
    }
}
