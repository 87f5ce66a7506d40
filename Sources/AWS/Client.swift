package import FoundationEssentials

/// Calls AWS: signs, sends, retries, and keeps the journal. A value; each incoming request takes a copy of its own.
package struct Client: Sendable {
    package let endpoints: Endpoints
    let transport: any Transport
    let credentials: any CredentialsProvider
    let retry: RetryPolicy
    let now: @Sendable () -> Date
    let state = ClientState()
    var deadline: ContinuousClock.Instant?
    var journal: CallJournal?
    var pacing: (any Pacing)?

    /// - Parameters:
    ///   - transport: Carries the requests.
    ///   - credentials: Who signs them.
    ///   - endpoints: Where they go.
    ///   - retry: How failures are repeated.
    ///   - now: The clock that signatures are dated by.
    package init(
        transport: any Transport, credentials: any CredentialsProvider, endpoints: Endpoints,
        retry: RetryPolicy = .standard, now: @escaping @Sendable () -> Date = { Date.now }
    ) {
        self.transport = transport
        self.credentials = credentials
        self.endpoints = endpoints
        self.retry = retry
        self.now = now
    }

    /// The client for one incoming request: all calls end by `deadline` and are written down in `journal`.
    package func with(deadline: ContinuousClock.Instant, journal: CallJournal? = nil) -> Client {
        var copy = self
        copy.deadline = deadline
        copy.journal = journal
        return copy
    }

    /// The client whose tries take turns by `pacing`.
    package func with(pacing: any Pacing) -> Client {
        var copy = self
        copy.pacing = pacing
        return copy
    }

    /// A client that signs with other credentials, such as those of an assumed role.
    package func with(credentials: any CredentialsProvider) -> Client {
        var copy = Client(
            transport: transport, credentials: credentials, endpoints: endpoints, retry: retry, now: now)
        copy.state.clockSkew = state.clockSkew
        copy.deadline = deadline
        copy.journal = journal
        copy.pacing = pacing
        return copy
    }

    package var partition: Partition { endpoints.partition }

    /// The time by AWS's clock, as far as it is known; see ``clockSkew``.
    package var awsNow: Date { now().addingTimeInterval(state.clockSkew) }

    /// By how much signatures are dated ahead of our clock, in seconds; 0 until one was refused for its date.
    package var clockSkew: TimeInterval { state.clockSkew }

    /// How far AWS's clock was ahead of ours by its latest answer, to the second; nil when that named no time.
    package var observedSkew: TimeInterval? { state.latestAnswer?.skew }
}
