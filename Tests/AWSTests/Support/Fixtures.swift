import AWS
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

/// Sleeps that end at once and are remembered.
final class Naps: Sendable {
    private let taken = Mutex<[Duration]>([])

    var durations: [Duration] { taken.withLock { $0 } }

    func policy(random: Double = 1) -> RetryPolicy {
        var policy = RetryPolicy()
        policy.random = { random }
        policy.sleep = { [self] duration in taken.withLock { $0.append(duration) } }
        return policy
    }
}

/// A clock that a test sets.
final class TestClock: Sendable {
    private let time: Mutex<Date>

    init(_ start: Date = .example) { time = Mutex(start) }

    var now: Date { time.withLock { $0 } }

    func advance(_ seconds: TimeInterval) { time.withLock { $0.addTimeInterval(seconds) } }
}

extension Client {
    static func make(
        _ transport: any Transport, region: String = "us-east-1", retry: RetryPolicy = Naps().policy(),
        rateLimiter: RateLimiter? = nil, now: @escaping @Sendable () -> Date = { .example }
    ) throws -> Client {
        Client(
            transport: transport, credentials: StaticCredentials(.example),
            endpoints: Endpoints(region: try .known(region)), retry: retry, rateLimiter: rateLimiter, now: now)
    }
}
