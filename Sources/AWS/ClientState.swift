import Formats
import FoundationEssentials
import Synchronization

/// What the copies of one ``Client`` share.
final class ClientState: Sendable {
    let signingKeys = SigningKeyCache()
    private let skew = Mutex<TimeInterval>(0)

    /// An answer's `Date` and the time by our clock when it came. It is understood when somebody asks, not at every
    /// answer.
    struct AnswerTime: Sendable {
        var field: String?
        var received: Date

        /// How far AWS's clock was ahead of ours, in seconds; nil when the answer named no time.
        var skew: TimeInterval? { field.flatMap(HTTPDate.parse)?.timeIntervalSince(received) }
    }

    private let latest = Mutex<AnswerTime?>(nil)

    /// When the latest answer came; nil before the first.
    var latestAnswer: AnswerTime? {
        get { latest.withLock { $0 } }
        set { latest.withLock { $0 = newValue } }
    }

    /// By how much signatures are dated off our clock, in seconds; 0 until AWS complained.
    var clockSkew: TimeInterval {
        get { skew.withLock { $0 } }
        set { skew.withLock { $0 = newValue } }
    }
}
