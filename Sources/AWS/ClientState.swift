import FoundationEssentials
import Synchronization

/// What the copies of one ``Client`` share.
final class ClientState: Sendable {
    let signingKeys = SigningKeyCache()
    private let skew = Mutex<TimeInterval>(0)

    private let observed = Mutex<TimeInterval?>(nil)

    /// How far AWS's clock was ahead of ours by its latest answer, in seconds; nil before the first.
    var observedSkew: TimeInterval? {
        get { observed.withLock { $0 } }
        set { observed.withLock { $0 = newValue } }
    }

    /// By how much signatures are dated off our clock, in seconds; 0 until AWS complained.
    var clockSkew: TimeInterval {
        get { skew.withLock { $0 } }
        set { skew.withLock { $0 = newValue } }
    }
}
