import AWS
import Concurrency
import FoundationEssentials

/// Whose it is to give somebody a first secret: a tag on the user names the run of the tool, by a token that nobody else has.
///
/// IAM's writes have no conditions, and may be seen some seconds late. So:
///
/// - Who finds no claim puts theirs there, and nothing of another run's is touched.
/// - Who finds another's claim, of a run that was broken off or is just at work, puts theirs in its place and waits until that
///   run has seen it, or has handed over what it had. What is left then, and still theirs, is nobody's.
/// - Who hands a secret over looks first whether the claim is still theirs, and afterwards, where that took long, whether the
///   secret still is.
///
/// So no run takes a secret away that another one hands over and calls done. One that is killed in the very moment in which
/// another begins may leave a key whose secret nobody has.
struct FirstSecretClaim {
    /// How long things take.
    struct Times: Sendable {
        /// The most between a look at the claim and what is done because of it.
        var step = Duration.seconds(5)
        /// How long a run waits that takes a claim over: longer than the other's step, and than it takes until both see the
        /// same of IAM, twice.
        var takeover = Duration.seconds(20)
    }

    let iam: IAM
    let userName: UserName
    let secret: FirstSecret
    /// Of this run.
    let token: String
    let times: Times
    let timekeeper: Timekeeper
    /// Is told before a wait for another run.
    let waiting: @Sendable (UserName) async -> Void

    /// Takes the claim.
    ///
    /// - Parameter began: when this run began with it, by AWS's clock.
    /// - Returns: the tag that was there: the claim of a run that is over, or that the secret was given, which stays. Nil if
    ///   there was none.
    /// - Throws: ``FirstSecretError/otherRun`` when yet another run has taken it.
    func take(since began: Date) async throws(FirstSecretError) -> FirstSecretTag? {
        for _ in 0..<5 {
            let start = timekeeper.instant()
            switch try await read() {
            case .given(let id): return .given(id)
            case .pending(_, token): return nil
            case .pending(let since, let run):
                try await set(.pending(since: since, run: token))
                await waiting(userName)
                await timekeeper.sleep(times.takeover)
                guard try await isOwn() else { throw .otherRun }
                return .pending(since: since, run: run)
            case nil:
                try await set(.pending(since: began, run: token))
                // Whoever came meanwhile and wrote before isn't seen, unless it is looked for.
                if timekeeper.instant() - start <= times.step { return nil }
            }
        }
        throw .otherRun
    }

    /// Dates the claim anew: what appears from now on is this run's.
    func renew() async throws(FirstSecretError) { try await set(.pending(since: now, run: token)) }

    /// Whether the claim is this run's.
    func isOwn() async throws(FirstSecretError) -> Bool {
        guard case .pending(_, token) = try await read() else { return false }
        return true
    }

    /// Gives the claim back, as nothing is left of what was begun. Where that fails, the next run waits in vain.
    func release() async {
        guard (try? await isOwn()) ?? false else { return }
        try? await end()
    }

    /// Ends everybody's claim, as the person has the secret.
    func end() async throws(AWSError) {
        try await iam.untagUser(userName: userName, tagKeys: [FirstSecretTag.claimKey(of: secret)])
    }

    /// Notes which key the person was given, which ends every claim.
    func settle(_ key: AccessKeyID) async throws(FirstSecretError) {
        try await set(.given(key))
        try? await end()
    }

    /// Takes the note back.
    func unsettle() async { try? await iam.untagUser(userName: userName, tagKeys: [FirstSecretTag.givenKey]) }

    /// By AWS's clock; AWS gives dates in whole seconds.
    var now: Date {
        Date(timeIntervalSince1970: iam.client.latestAWSTime.timeIntervalSince1970.rounded(.down) - 1)
    }

    /// The tag as IAM shows it.
    func read() async throws(FirstSecretError) -> FirstSecretTag? {
        do throws(AWSError) {
            return FirstSecretTag(of: secret, among: try await iam.getUser(userName: userName).tags)
        } catch {
            throw .aws(error)
        }
    }

    private func set(_ tag: FirstSecretTag) async throws(FirstSecretError) {
        let key =
            switch tag {
            case .pending: FirstSecretTag.claimKey(of: secret)
            case .given: FirstSecretTag.givenKey
            }
        do throws(AWSError) {
            try await iam.tagUser(userName: userName, tags: [Tag(key: key, value: tag.value)])
        } catch {
            throw .aws(error)
        }
    }
}
