import Synchronization

/// Bounds how many requests of one caller are worked on at once, so that nobody takes a program from everybody else.
final class CallerLimiter: Sendable {
    private let maximum: Int
    private let running = Mutex<[String: Int]>([:])

    /// - Parameter maximum: the requests of one caller that are worked on at once.
    init(maximum: Int) {
        self.maximum = maximum
    }

    /// Takes a place for a request; false when all of the caller's are taken. Names are compared without regard to case,
    /// as IAM does.
    func enter(_ caller: String) -> Bool {
        let caller = caller.lowercased()
        return running.withLock { running in
            let count = running[caller, default: 0]
            guard count < maximum else { return false }
            running[caller] = count + 1
            return true
        }
    }

    /// Gives back a place that ``enter(_:)`` took.
    func leave(_ caller: String) {
        let caller = caller.lowercased()
        running.withLock { running in
            let count = running[caller, default: 0]
            running[caller] = count > 1 ? count - 1 : nil
        }
    }
}
