import AWS
import Formats
import LatchkeyCore
import Problems
import Program
import RoleMirror

/// `--revoke USER`: ends all sessions of one person's role, for an operator.
struct Revocation {
    let sessions: RoleSessions
    let userName: UserName
    let output: CleanRoles.Output

    /// Ends the sessions and says so; a user who is gone has their role removed instead.
    func perform() async -> Cleaning.Status {
        do throws(CoreError) {
            let revocation = try await sessions.revoke(userName)
            report(revocation)
            return .good
        } catch .mirror(.userNotFound(_, let removed)) {
            let role = removed.map { "the role \($0) has been removed" } ?? "there is no role of that name"
            StandardError.write("clean-roles: \(userName) is no IAM user; \(role)")
            if output == .json { printJSON(nil, removed: removed) }
            return .good
        } catch {
            StandardError.write("clean-roles: \(Self.words(error))")
            return error.isUnreachable ? .unreachable : .someFailed
        }
    }

    private static func words(_ error: CoreError) -> String {
        "\(error.problem.title): \(error.awsError?.label ?? error.problem.detail)"
    }

    private func report(_ revocation: RoleSessions.Revocation?) {
        let time = (revocation?.date).map { Timestamp.format($0) }
        if let failure = revocation?.syncFailure {
            StandardError.write("clean-roles: the role could not be brought up to date: \(Self.words(failure))")
        }
        switch output {
        case .text:
            print(
                time.map { "\(userName): sessions that began before \($0) are ended" }
                    ?? "\(userName): has no role, so there is nothing to end")
        case .json: printJSON(revocation)
        }
    }

    private func printJSON(_ revocation: RoleSessions.Revocation?, removed: ARN? = nil) {
        func text(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }
        print(
            JSONValue.object([
                .init("username", .string(userName.description)),
                .init("revoked_before", text((revocation?.date).map { Timestamp.format($0) })),
                .init("sync_problem", text(revocation?.syncFailure?.problem.kind)),
                .init("removed_role", text(removed?.description)),
            ]).text)
    }
}

extension CoreError {
    /// Whether AWS gave no answer that the outcome could be told from.
    fileprivate var isUnreachable: Bool {
        switch awsError {
        case .transport, .credentials, .malformedAnswer, .deadlineExceeded, .noTurn: true
        case .service(let error): error.isServerFailure || error.isThrottling
        case nil: false
        }
    }
}
