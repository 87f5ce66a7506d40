import AWS
import Concurrency
import FastCGI
import Formats
import FoundationEssentials
import HTTPTypes
import IdentityProofs
import Problems
import Testing
import Tokens
import Transport
import WebTestSupport

@testable import iam_auth

@Suite struct IAMAuthErrorProblemTests {
    private static let down = AWSError.transport(.notSent("refused"), Operation(.sts, "GetCallerIdentity"))

    private static let noPermission = AWSError.service(
        ServiceError(operation: Operation(.kms, "Decrypt"), status: 400, code: .accessDeniedException))

    @Test(arguments: [
        (IAMAuthError.notProved(nil), 401, "none"), (.notProved(.expired), 401, "expired"),
        (.notProved(.forged), 401, "forged"),
        (.notProved(.revoked), 401, "revoked"), (.notProved(.repeated), 401, "repeated"),
        (.proofRefused(.malformed("x")), 401, "malformed"), (.proofRefused(.regionNotAllowed), 401, "region"),
        (.proofRefused(.expired), 401, "expired"), (.proofRefused(.early), 401, "early"),
        (.proofRefused(.replayed), 401, "replayed"),
        (.proofRefused(.refusedByAWS("SignatureDoesNotMatch")), 401, "signature"),
        (.proofRefused(.refusedByAWS("ExpiredToken")), 401, "credentials"),
        (.proofRefused(.refusedByAWS("InvalidClientTokenId")), 401, "credentials"),
        (.proofRefused(.awsUnavailable(down)), 503, "unavailable"), (.unavailable(down), 503, "unavailable"),
        (.revocationsUnknown, 503, "unavailable"), (.tokenRefused(.keysUnavailable(.malformed)), 503, "unavailable"),
        (.tokenRefused(.expired), 401, "expired"), (.tokenRefused(.notYetValid), 401, "early"),
        (.tokenRefused(.wrongAudience), 401, "server"),
        (.tokenRefused(.wrongIssuer), 401, "issuer"), (.tokenRefused(.wrongSignature), 401, "signature"),
        (.tokenRefused(.unknownKey), 401, "signature"), (.tokenRefused(.notCompact), 401, "malformed"),
        (.serverUnknown("x"), 403, "server-unknown"),
        (.serverUncertain("localhost:8443", port: "1"), 403, "server-unknown"),
        (.mappingRefused("x"), 403, "mapping"),
        (.pathNotPlain, 403, "path"),
        (.sessionTooLarge, 403, "too-large"),
        (.kmsTokenRefused(.malformed("x")), 403, "malformed"), (.kmsTokenRefused(.withoutTLS), 403, "tls"),
        (.kmsTokenRefused(.badReturnURL), 403, "return-url"), (.kmsTokenRefused(.fromOtherSite), 403, "cross-site"),
        (.kmsTokenRefused(.signedInAlready), 403, "session"), (.kmsTokenRefused(.notForUs), 403, "context"),
        (.kmsTokenRefused(.badCredentials(.malformed("x"))), 403, "content"),
        (.kmsTokenRefused(.badCredentials(.lastsTooLong)), 403, "duration"),
        (.kmsTokenRefused(.badCredentials(.expired)), 403, "expired"),
        (.kmsTokenRefused(.refusedByAWS("InvalidClientTokenId")), 403, "credentials"),
        (.kmsTokenRefused(.replayed), 403, "replayed"), (.keyRefused(noPermission), 502, "key"),
    ])
    func `each refusal has its status and its word`(error: IAMAuthError, status: Int, label: String) {
        #expect(error.problem.status.code == status)
        #expect(error.label == label)
        #expect(error.problem.detail.hasSuffix("."))
    }

    @Test func `what AWS said stays in the log`() {
        let problem = IAMAuthError.unavailable(Self.down).problem
        #expect(problem.cause?.contains("GetCallerIdentity") == true)
        #expect(!problem.detail.contains("GetCallerIdentity"))
    }

    @Test func `who isn't let in is told under which ARN they are known`() throws {
        let arn = try #require(ARN("arn:aws:iam::123456789012:user/alice"))
        let identity = try #require(IAMIdentity(arn: arn, userID: nil))
        for error in [
            IAMAuthError.otherAccount(identity), .notAllowed(identity), .noName(identity), .ruledOut(identity),
        ] {
            #expect(error.problem.status == .forbidden)
            #expect(error.problem.members.first?.value.string == arn.rawValue)
        }
    }

    @Test(arguments: [
        ("iam::123456789012:user/alice", "an IAM user"),
        ("sts::123456789012:assumed-role/deploy/ci", "a session of a role"),
        ("iam::123456789012:root", "the root user"), ("sts::123456789012:federated-user/bob", "a federated user"),
    ])
    func `who has no name is told as what they came`(arn: String, words: String) throws {
        let arn = try #require(ARN("arn:aws:\(arn)"))
        let identity = try #require(IAMIdentity(arn: arn, userID: nil))
        #expect(IAMAuthError.noName(identity).problem.detail.contains("You come as \(words)"))
    }
}
