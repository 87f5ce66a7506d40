import AWS
import Concurrency
import Cryptography
import FoundationEssentials
import Secrets
import Synchronization
import Testing
import Transport

extension CheckedText {
    /// A value that the test knows to be well formed.
    static func known(_ text: String) throws -> Self {
        try #require(Self(text), "\(text) is refused")
    }
}

extension Credentials {
    static let example = Credentials(
        accessKeyID: "AKIDEXAMPLE", secretAccessKey: Secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"))
}

extension Date {
    /// 2015-08-30T12:36:00Z, the moment of AWS's documented example.
    static let example = Date(timeIntervalSince1970: 1_440_938_160)
}

extension RetryPolicy {
    /// Waits as long as they may be at most.
    static let longestWaits = {
        var policy = RetryPolicy()
        policy.random = { 1 }
        return policy
    }()
}

extension Timekeeper {
    /// The moment of AWS's documented example, and waits that are over at once.
    static let example = Timekeeper(now: { .example }, sleep: { _ in })
}

extension Client {
    static func make(
        _ transport: any Transport, region: String = "us-east-1", retry: RetryPolicy = .longestWaits,
        rateLimiter: RateLimiter? = nil, timekeeper: Timekeeper = .example
    ) throws -> Client {
        Client(
            transport: transport, credentials: StaticCredentials(.example),
            endpoints: Endpoints(region: try .known(region)), retry: retry, rateLimiter: rateLimiter,
            timekeeper: timekeeper)
    }
}
