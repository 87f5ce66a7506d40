package import Concurrency
package import FoundationEssentials
package import Transport

/// Calls AWS: signs requests, sends them, retries, and keeps a journal of the calls. It is a value; each incoming request
/// takes a copy of its own.
package struct Client: Sendable {
    /// What all copies share. It is a reference, because the tasks of a request hold many copies.
    final class Shared: Sendable {
        let endpoints: Endpoints
        let transport: any Transport
        let credentials: any CredentialsProvider
        let retry: RetryPolicy
        let timekeeper: Timekeeper
        let rateLimiter: RateLimiter?
        let state = ClientState()

        init(
            endpoints: Endpoints, transport: any Transport, credentials: any CredentialsProvider, retry: RetryPolicy,
            timekeeper: Timekeeper, rateLimiter: RateLimiter?
        ) {
            self.endpoints = endpoints
            self.transport = transport
            self.credentials = credentials
            self.retry = retry
            self.timekeeper = timekeeper
            self.rateLimiter = rateLimiter
        }
    }

    let shared: Shared
    /// When all calls end; nil when no incoming request waits for them.
    package internal(set) var deadline: Instant?
    var journal: CallJournal?

    package var endpoints: Endpoints { shared.endpoints }
    package var timekeeper: Timekeeper { shared.timekeeper }
    var retry: RetryPolicy { shared.retry }
    var state: ClientState { shared.state }

    /// - Parameters:
    ///   - transport: sends the requests.
    ///   - credentials: signs them.
    ///   - endpoints: where they go.
    ///   - retry: how failures are repeated.
    ///   - rateLimiter: limits how fast IAM is written to; nil for no limit.
    ///   - timekeeper: our clocks. The wall clock dates signatures.
    package init(
        transport: any Transport, credentials: any CredentialsProvider, endpoints: Endpoints,
        retry: RetryPolicy = .standard, rateLimiter: RateLimiter? = nil,
        timekeeper: Timekeeper = .system
    ) {
        shared = Shared(
            endpoints: endpoints, transport: transport, credentials: credentials, retry: retry,
            timekeeper: timekeeper, rateLimiter: rateLimiter)
    }

    /// A client for one incoming request, all of whose calls end by `deadline` and are recorded in `journal`.
    package func with(deadline: Instant, journal: CallJournal? = nil) -> Client {
        var copy = self
        copy.deadline = deadline
        copy.journal = journal
        return copy
    }

    package var partition: Partition { endpoints.partition }

    /// The time by AWS's clock as its latest response gave it. It is late by up to a second and the time that the response
    /// took. Without such a response it is our clock, corrected if AWS has refused a signature for its date.
    package var latestAWSTime: Date { timekeeper.now().addingTimeInterval(observedSkew ?? state.clockSkew) }

    /// What has to be added to our clock for AWS's, in seconds, as far as AWS's latest response tells: 0 where they differ by so
    /// little that it may be due to the response's way and to AWS's telling whole seconds.
    var clockCorrection: TimeInterval { state.latestCorrection ?? state.clockSkew }

    /// Our clocks for what is compared with AWS's dates, and for what several nodes compare: a wall clock that is wrong is
    /// corrected by AWS's.
    package var awsTimekeeper: Timekeeper {
        var timekeeper = timekeeper
        timekeeper.now = { [self] in self.timekeeper.now().addingTimeInterval(clockCorrection) }
        return timekeeper
    }

    /// How far signatures are dated ahead of our clock, in seconds; 0 until AWS has refused one for its date.
    package var clockSkew: TimeInterval { state.clockSkew }

    /// How far AWS's clock was ahead of ours when it sent its latest response, in whole seconds; nil when no response had a
    /// time.
    package var observedSkew: TimeInterval? { state.latestSkew }
}
