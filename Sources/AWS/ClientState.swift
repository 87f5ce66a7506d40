import Formats
import FoundationEssentials
import Synchronization

/// What changes while a ``Client`` works, shared by all its copies.
final class ClientState: Sendable {
    let signingKeys = SigningKeyCache()
    private let skew = Mutex<TimeInterval>(0)

    /// The `Date` field of a response, and the time by our clock when it was received. The field is parsed only when
    /// somebody asks for the time.
    struct ResponseTime: Sendable {
        var field: String?
        var received: Date

        /// How far AWS's clock was ahead of ours, in seconds; nil when the response had no time.
        var skew: TimeInterval? { field.flatMap(HTTPDate.parse)?.timeIntervalSince(received) }

        /// What has to be added to our clock for AWS's, in seconds: 0 where they differ by so little that it may be due to the
        /// response's way and to AWS's telling whole seconds; nil when the response had no time.
        var correction: TimeInterval? { skew.map(Self.correction(ofSkew:)) }

        fileprivate static func correction(ofSkew skew: TimeInterval) -> TimeInterval { abs(skew) > 5 ? skew : 0 }
    }

    /// A response that had a time, and what it told. Some ask for that with every request that they answer.
    private struct Latest {
        let response: ResponseTime
        private(set) lazy var skew = response.skew

        init(_ response: ResponseTime) { self.response = response }
    }

    private let latest = Mutex<Latest?>(nil)

    /// The time of the latest response that had one; nil before the first.
    var latestResponse: ResponseTime? {
        get { latest.withLock { $0?.response } }
        set { latest.withLock { $0 = newValue.map { Latest($0) } } }
    }
    /// Its skew.
    var latestSkew: TimeInterval? { latest.withLock { $0?.skew } }
    /// Its correction.
    var latestCorrection: TimeInterval? { latestSkew.map(ResponseTime.correction(ofSkew:)) }

    /// How far signatures are dated ahead of our clock, in seconds; 0 until AWS has refused one for its date.
    var clockSkew: TimeInterval {
        get { skew.withLock { $0 } }
        set { skew.withLock { $0 = newValue } }
    }
}
