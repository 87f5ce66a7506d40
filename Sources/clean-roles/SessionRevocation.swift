import AWS
import Concurrency
import ConsoleSessions
import Formats
import Machines
import Problems
import Program
import RoleMirror

/// `--revoke USER`: ends all sessions of one person's role.
struct SessionRevocation {
    let sessions: RoleSessions
    let userName: UserName
    /// Ends the sign-ins of the user's machines, whose programs could get new sessions.
    let endMachines: @Sendable (UserName) async throws(MachinesError) -> Void
    /// Nil where no file is set.
    let audit: AuditLog?
    let output: CleanRoles.Output
    var streams = Streams.standard

    /// Ends the sessions and says so. If the user is gone, their role is removed instead.
    func perform() async -> CleanRoles.Status {
        // Side by side, so that what can't be reached is waited for once.
        async let ending = outcome { () throws(MachinesError) in
            try await recorded("end-machines") { () throws(MachinesError) in try await endMachines(userName) }
        }
        let status = await revoke()
        guard case .failure(let error) = await ending else { return status }
        streams.error("the sign-ins of the user's machines were not ended: \(error.label)")
        return status == .success || status == .noSuchUser ? .someFailed : status
    }

    private func revoke() async -> CleanRoles.Status {
        do throws(ConsoleSessionsError) {
            let revocation = try await recorded("revoke-sessions") { () throws(ConsoleSessionsError) in
                try await sessions.revoke(userName)
            }
            report(revocation)
            return .success
        } catch .mirror(.userNotFound(_, let removed?)) {
            await audit?.writeAnyway(AuditRecord(operator: "remove-role", of: removed.rawValue, result: "done"))
            streams.error("\(userName) is no IAM user; the role \(removed) has been removed")
            printJSON(removed: removed)
            return .success
        } catch .mirror(.userNotFound(_, nil)) {
            streams.error("\(userName) is no IAM user, and has no role to remove")
            printJSON()
            return .noSuchUser
        } catch {
            streams.error(error.operatorWords)
            return error.awsError?.isUnreachable ?? false ? .unavailable : .someFailed
        }
    }

    private func recorded<Value, Failure: ProblemConvertible>(
        _ action: String, _ change: () async throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        guard let audit else { return try await change() }
        return try await audit.recordingWithdrawal(AuditRecord(operator: action, of: userName.rawValue), change)
    }

    private func report(_ revocation: RoleSessions.Revocation?) {
        let time = (revocation?.date).map { Timestamp.format($0) }
        if let failure = revocation?.syncFailure {
            streams.error("the role could not be brought up to date: \(failure.operatorWords)")
        }
        if output == .text {
            let words =
                time.map { "sessions that began before \($0) are ended" } ?? "has no role, so there is nothing to end"
            streams.output("\(userName): \(words)\n")
        }
        printJSON(revokedBefore: time, syncProblem: revocation?.syncFailure?.problem.kind)
    }

    private func printJSON(revokedBefore: String? = nil, syncProblem: String? = nil, removed: ARN? = nil) {
        guard output == .json else { return }
        func text(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }
        streams.output(
            JSONValue.object([
                .init("username", .string(userName.description)), .init("revoked_before", text(revokedBefore)),
                .init("sync_problem", text(syncProblem)), .init("removed_role", text(removed?.description)),
            ]).text + "\n")
    }
}

extension ConsoleSessionsError {
    var operatorWords: String { awsError?.operatorWords ?? "\(problem.title): \(problem.detail)" }
}
