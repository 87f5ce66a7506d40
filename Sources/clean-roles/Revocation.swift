import AWS
import FoundationEssentials
import LatchkeyCore
import Portal

/// `--revoke USER`: ends all sessions of one person's role, for an operator.
struct Revocation {
    let sessions: RoleSessions
    let userName: UserName
    let output: CleanRoles.Output

    /// Ends the sessions and says so; a user who is gone has their role removed instead.
    func perform() async -> Cleaning.Status {
        do throws(CoreError) {
            let before = try await sessions.revoke(userName)
            report(before)
            return .good
        } catch .userNotFound {
            StandardError.write("clean-roles: \(userName) is no IAM user; any role of that name has been removed")
            return .good
        } catch {
            StandardError.write("clean-roles: \(error.problem.title): \(error.awsError?.label ?? error.problem.detail)")
            return .someFailed
        }
    }

    private func report(_ revokedBefore: Date?) {
        let time = revokedBefore.map { $0.formatted(.iso8601) }
        switch output {
        case .text:
            print(
                time.map { "\(userName): sessions that began before \($0) are ended" }
                    ?? "\(userName): has no role, so there is nothing to end")
        case .json:
            print(
                JSONValue.object([
                    .init("username", .string(userName.description)),
                    .init("revoked_before", time.map { .string($0) } ?? .null),
                ]).text)
        }
    }
}
