package import FoundationEssentials
package import Transport

/// Calls AWS: signs, sends, retries, and keeps the journal. A value; each incoming request takes a copy of its own.
package struct Client: Sendable {
    /// What the copies for single requests share. By reference: a request's tasks hold many copies.
    final class Shared: Sendable {
        let endpoints: Endpoints
        let transport: any Transport
        let credentials: any CredentialsProvider
        let retry: RetryPolicy
        let now: @Sendable () -> Date
        let pace: Pace?
        let state: ClientState

        init(
            endpoints: Endpoints, transport: any Transport, credentials: any CredentialsProvider, retry: RetryPolicy,
            now: @escaping @Sendable () -> Date, pace: Pace?, state: ClientState
        ) {
            self.endpoints = endpoints
            self.transport = transport
            self.credentials = credentials
            self.retry = retry
            self.now = now
            self.pace = pace
            self.state = state
        }
    }

    let shared: Shared
    /// When all calls end; nil when nobody waits for them.
    package internal(set) var deadline: ContinuousClock.Instant?
    var journal: CallJournal?

    package var endpoints: Endpoints { shared.endpoints }
    var retry: RetryPolicy { shared.retry }
    var state: ClientState { shared.state }

    /// - Parameters:
    ///   - transport: Carries the requests.
    ///   - credentials: Who signs them.
    ///   - endpoints: Where they go.
    ///   - retry: How failures are repeated.
    ///   - pace: How fast IAM is written to; nil for as fast as it goes.
    ///   - now: The clock that signatures are dated by.
    package init(
        transport: any Transport, credentials: any CredentialsProvider, endpoints: Endpoints,
        retry: RetryPolicy = .standard, pace: Pace? = nil, now: @escaping @Sendable () -> Date = { Date.now }
    ) {
        shared = Shared(
            endpoints: endpoints, transport: transport, credentials: credentials, retry: retry, now: now, pace: pace,
            state: ClientState())
    }

    /// The client for one incoming request: all calls end by `deadline` and are written down in `journal`.
    package func with(deadline: ContinuousClock.Instant, journal: CallJournal? = nil) -> Client {
        var copy = self
        copy.deadline = deadline
        copy.journal = journal
        return copy
    }

    package var partition: Partition { endpoints.partition }

    /// The time by AWS's clock, as far as it is known; see ``clockSkew``.
    package var awsNow: Date { shared.now().addingTimeInterval(state.clockSkew) }

    /// The time by AWS's clock as its latest answer told it, less than a second and that answer's way behind; as ``awsNow``
    /// where it told none.
    package var latestAWSTime: Date { shared.now().addingTimeInterval(observedSkew ?? state.clockSkew) }

    /// By how much signatures are dated ahead of our clock, in seconds; 0 until one was refused for its date.
    package var clockSkew: TimeInterval { state.clockSkew }

    /// How far AWS's clock was ahead of ours by its latest answer, to the second; nil when that named no time.
    package var observedSkew: TimeInterval? { state.latestAnswer?.skew }
}
