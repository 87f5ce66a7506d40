import FoundationEssentials
import Synchronization

/// What the copies of one ``Client`` share.
final class ClientState: Sendable {
    let signingKeys = SigningKeyCache()
    private let skew = Mutex<TimeInterval>(0)

    /// How far AWS's clock is ahead of ours, in seconds; 0 until AWS complained.
    var clockSkew: TimeInterval {
        get { skew.withLock { $0 } }
        set { skew.withLock { $0 = newValue } }
    }
}
