import Synchronization

/// An MFA code that the person gave with the command. AWS takes it once.
final class GivenCode: Sendable {
    private let code: Mutex<String?>

    init(_ code: String?) { self.code = Mutex(code) }

    /// The code, for the first who asks.
    func take() -> String? {
        code.withLock { code in
            defer { code = nil }
            return code
        }
    }
}
