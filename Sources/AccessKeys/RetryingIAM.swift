import AWS
import Concurrency
import Transport

/// Calls IAM again and again until it answers, for cleaning up after a request that failed. It goes on when that request is
/// cancelled.
struct RetryingIAM {
    private let iam: IAM
    private let timekeeper: Timekeeper
    private let end: Instant

    /// - Parameters:
    ///   - client: calls AWS.
    ///   - journal: where the calls are recorded.
    ///   - time: for how long to try.
    init(client: Client, journal: CallJournal?, time: Duration) {
        timekeeper = client.timekeeper
        end = timekeeper.instant() + time
        iam = IAM(client.with(deadline: end, journal: journal))
    }

    /// What `ask` returns once it returns something; nil when the time is over.
    func answer<Value: Sendable>(_ ask: @escaping @Sendable (IAM) async throws(AWSError) -> Value?) async -> Value? {
        let (iam, timekeeper, end) = (iam, timekeeper, end)
        return await Task {
            var backoff = Backoff(shortest: .milliseconds(200), longest: .seconds(2))
            while true {
                if let value = try? await ask(iam) { return value }
                let wait = backoff.wait()
                guard timekeeper.instant() + wait < end else { return nil }
                await timekeeper.sleep(wait)
            }
        }.value
    }

    /// Deletes an access key.
    ///
    /// - Returns: whether IAM said that it did.
    func delete(_ id: AccessKeyID, of user: UserName) async -> Bool {
        await answer { (iam) throws(AWSError) in
            try await iam.deleteAccessKey(userName: user, accessKeyID: id)
            return true
        } ?? false
    }
}
