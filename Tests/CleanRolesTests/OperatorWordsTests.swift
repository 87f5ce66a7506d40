import AWS
import RoleCleanup
import RoleMirror
import Testing
import Transport

@testable import FakeAWS
@testable import clean_roles

@Suite struct OperatorWordsTests {
    private static let scan = Operation(.dynamodb, "Scan")

    private static func service(_ status: Int, _ code: ErrorCode, _ message: String = "") -> AWSError {
        .service(
            ServiceError(operation: Operation(.iam, "DeleteRole"), status: status, code: code, message: message))
    }

    @Test func `a refusal is told with the code and the reason that AWS gave`() {
        #expect(
            Self.service(409, .deleteConflict, "must detach all policies first.").operatorWords
                == "AWS refused iam:DeleteRole: DeleteConflict: must detach all policies first.")
        #expect(Self.service(403, .accessDenied).operatorWords == "AWS refused iam:DeleteRole: AccessDenied")
    }

    @Test(
        arguments: [
            (
                .transport(.notSent("Failed to connect to 127.0.0.1 port 9"), scan),
                "AWS can't be reached for dynamodb:Scan: Failed to connect to 127.0.0.1 port 9"
            ),
            (
                .transport(.interrupted("no whole answer came"), scan),
                "the connection to AWS broke off during dynamodb:Scan: no whole answer came"
            ),
            (.transport(.deadlineExceeded, scan), "AWS didn't answer dynamodb:Scan in time"),
            (.deadlineExceeded(scan), "AWS didn't answer dynamodb:Scan in time"),
            (.transport(.responseTooLarge(limit: 9), scan), "AWS's answer to dynamodb:Scan is larger than 9 bytes"),
            (.transport(.cancelled, scan), "dynamodb:Scan was broken off"),
            (.malformedResponse(scan, "no XML"), "AWS's answer to dynamodb:Scan can't be understood: no XML"),
            (.credentials("none found"), "no AWS credentials: none found"),
            (.rateLimited(scan), "IAM is written to as fast as --rate allows, and dynamodb:Scan had no turn in time"),
        ] as [(AWSError, String)])
    func `a failure without an answer is told in plain words`(error: AWSError, words: String) {
        #expect(error.operatorWords == words)
        #expect(error.isUnreachable)
    }

    @Test func `only a failure or throttling of AWS counts as unreachable among its answers`() {
        #expect(Self.service(503, "ServiceUnavailable").isUnreachable)
        #expect(Self.service(400, "Throttling").isUnreachable)
        #expect(!Self.service(403, .accessDenied).isUnreachable)
    }

    @Test func `a record that names no role of Latchkey is told as such`() throws {
        let role = try arn("arn:aws:iam::123456789012:role/admin")
        #expect(
            RoleCleanupError.foreignRole(role).operatorWords
                == "its record names \(role), which isn't a role that Latchkey makes; nothing was changed")
        #expect(
            RoleCleanupError.malformedRecord.operatorWords
                == "its record names no role; nothing was changed")
        #expect(
            RoleCleanupError.mirror(.aws(.credentials("x"))).operatorWords == "no AWS credentials: x")
    }
}
