import AWS
import Concurrency
import RoleMirror

/// Opens sessions of mirrored roles with `sts:AssumeRole`.
struct RoleAssumer: Sendable {
    /// How long AWS may take to let a new role be assumed, and how long a login waits for that.
    static let patience: Duration = .seconds(30)

    let iam: IAM
    let sts: STS
    let broker: BrokerCache
    let naming: RoleNaming
    let timekeeper: Timekeeper

    /// Calls AssumeRole once; twice if the first answer shows that Latchkey's own credentials belong to a role, because AWS
    /// then allows an hour at most.
    func assume(_ roleARN: ARN, for request: RoleSessionRequest) async throws(AWSError) -> AssumedSession {
        let isShortened = broker.isChained && request.duration > .chained
        let duration = isShortened ? .chained : request.duration
        do throws(AWSError) {
            let role = try await sts.assumeRole(
                AssumeRoleInput(
                    roleARN: roleARN,
                    roleSessionName: request.userName.roleSessionName,
                    durationSeconds: duration.seconds,
                    sourceIdentity: request.userName.sourceIdentity,
                    tags: request.tags,
                    transitiveTagKeys: request.transitiveTagKeys.filter { key in
                        request.tags.contains { $0.hasKey(key) }
                    }))
            return AssumedSession(role: role, shortenedTo: isShortened ? duration : nil)
        } catch  where error.isChainingRefusal && !isShortened && request.duration > .chained {
            broker.isChained = true
            return try await assume(roleARN, for: request)
        }
    }

    /// Calls AssumeRole until AWS knows a new role, trust policy or session limit everywhere, at most for ``patience``.
    ///
    /// STS may open a session of a role that had this name before and is gone. Such a session is of no use, so it counts as
    /// a refusal.
    ///
    /// - Throws: ``ConsoleSessionsError/roleNotReady(waited:_:)`` when the time is over, or what another refusal means.
    func assumeWaiting(
        _ roleARN: ARN, for request: RoleSessionRequest
    ) async throws(ConsoleSessionsError) -> AssumedSession {
        let roleName = naming.roleName(for: request.userName)
        var backoff = Backoff(shortest: .milliseconds(500), longest: .seconds(4))
        var waited: Duration = .zero
        while true {
            let refusal: AWSError
            do throws(AWSError) {
                async let role = outcome { () throws(AWSError) in try await iam.getRole(roleName: roleName) }
                let session = try await assume(roleARN, for: request)
                guard let expected = try? await role.get().roleID, let actual = session.role.roleID, actual != expected
                else { return session }
                refusal = .malformedResponse(Operation(.sts, "AssumeRole"), "a session of \(actual), not \(expected)")
            } catch {
                guard error.mayMeanDrift else { throw ConsoleSessionsError(refusal: error) }
                refusal = error
            }
            let wait = backoff.wait()
            guard waited + wait < Self.patience else { throw .roleNotReady(waited: waited, refusal) }
            await timekeeper.sleep(wait)
            if Task.isCancelled { throw .aws(refusal) }
            waited += wait
        }
    }

    /// Calls AssumeRole on a role that AWS has known for a while.
    func assumeAtOnce(
        _ roleARN: ARN, for request: RoleSessionRequest
    ) async throws(ConsoleSessionsError) -> AssumedSession {
        do throws(AWSError) {
            return try await assume(roleARN, for: request)
        } catch {
            throw ConsoleSessionsError(refusal: error)
        }
    }
}

extension UserName {
    /// STS takes no name of one character, so such a name gets a hyphen behind it.
    private var sessionText: String { rawValue.count < 2 ? rawValue + "-" : rawValue }

    /// The person, as CloudTrail shows who acted.
    fileprivate var roleSessionName: RoleSessionName {
        guard let name = RoleSessionName(sessionText) else { preconditionFailure("a user name is a session name") }
        return name
    }

    /// The person, as it stays when the session assumes further roles.
    fileprivate var sourceIdentity: SourceIdentity? { SourceIdentity(sessionText) }
}
