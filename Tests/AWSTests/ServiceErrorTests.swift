import HTTPTypes
import Testing
import Transport

@testable import AWS

struct ServiceErrorTests {
    /// An error of IAM, as a response with this code is read.
    private func error(_ code: String, _ status: Int, message: String = "words") throws -> ServiceError {
        try ErrorResponse.read(
            TransportResponse(
                head: HTTPResponse(status: .init(code: status)), body: Array(IAMResponses.error(code, message).utf8)),
            operation: Operation(.iam, "Op"))
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
    func `throttling and other errors that may be repeated are told apart by code and status`(
        code: String, status: Int, isThrottling: Bool, isRetryable: Bool
    ) throws {
        let error = try self.error(code, status)
        #expect(error.isThrottling == isThrottling)
        #expect(error.isRetryable == isRetryable)
    }

    // Source: https://repost.aws/knowledge-center/iam-sts-invalididentitytoken
    @Test func `an identity token whose key AWS couldn't fetch may be sent again, and one that is wrong may not`()
        throws
    {
        let unreachable = try error(
            "InvalidIdentityToken", 400,
            message: """
                Couldn't retrieve verification key from your identity provider, please reference \
                AssumeRoleWithWebIdentity documentation for requirements
                """)
        #expect(unreachable.isRetryable && unreachable.isServerFailure && !unreachable.isThrottling)
        #expect(try !error("InvalidIdentityToken", 400, message: "No OpenIDConnect provider found").isRetryable)
    }

    @Test func `a description is one line with status, code, request and message`() throws {
        let error = try error("AccessDenied", 403, message: "no")
        #expect("\(error)" == "iam:Op failed with 403 AccessDenied, request request-1: no")
    }
}
