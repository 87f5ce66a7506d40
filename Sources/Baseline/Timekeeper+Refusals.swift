import AWS
import Concurrency

extension Timekeeper {
    /// What IAM refuses for a while after a change, whatever it is asked for.
    private static let refusals: Set<ErrorCode> = ["EntityTemporarilyUnmodifiable", .deleteConflict]

    /// Calls again, for about half a minute, what IAM refuses because something was changed a moment ago: a password, or what
    /// kept a thing from being deleted.
    func whileRefused<Value>(_ call: () async throws(AWSError) -> Value) async throws(AWSError) -> Value {
        for seconds in [1, 2, 4, 8, 16] {
            do throws(AWSError) {
                return try await call()
            } catch  where error.code.map(Self.refusals.contains) ?? false {
                await sleep(.seconds(seconds))
            }
        }
        return try await call()
    }
}
