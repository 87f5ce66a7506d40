import AWS
import Problems
import RoleCleanup
import RoleMirror
import Transport

// What went wrong, in words for the people who run the installation: with AWS's own reason, which people who sign in
// aren't shown.

extension AWSError {
    var operatorWords: String {
        switch self {
        case .service(let error):
            error.message.isEmpty
                ? "AWS refused \(error.operation): \(error.code)"
                : "AWS refused \(error.operation): \(error.code): \(error.message)"
        case .transport(.notSent(let reason), let operation): "AWS can't be reached for \(operation): \(reason)"
        case .transport(.interrupted(let reason), let operation):
            "the connection to AWS broke off during \(operation): \(reason)"
        case .transport(.responseTooLarge(let limit), let operation):
            "AWS's answer to \(operation) is larger than \(limit) bytes"
        case .transport(.deadlineExceeded, let operation), .deadlineExceeded(let operation):
            "AWS didn't answer \(operation) in time"
        case .transport(.cancelled, let operation): "\(operation) was broken off"
        case .malformedResponse(let operation, let reason):
            "AWS's answer to \(operation) can't be understood: \(reason)"
        case .credentials(let reason): "no AWS credentials: \(reason)"
        case .rateLimited(let operation):
            "IAM is written to as fast as --rate allows, and \(operation) had no turn in time"
        }
    }

    /// Whether AWS gave no answer that says what was done.
    var isUnreachable: Bool {
        switch self {
        case .transport, .credentials, .malformedResponse, .deadlineExceeded, .rateLimited: true
        case .service(let error): error.isServerFailure || error.isThrottling
        }
    }
}

extension RoleCleanupError {
    var operatorWords: String {
        switch self {
        case .malformedRecord: "its record names no role; nothing was changed"
        case .foreignRole(let role):
            "its record names \(role), which isn't a role that Latchkey makes; nothing was changed"
        case .mirror(let error): error.operatorWords
        case .aws(let error): error.operatorWords
        }
    }
}

extension RoleMirrorError {
    var operatorWords: String { awsError?.operatorWords ?? "\(problem.title): \(problem.detail)" }
}
