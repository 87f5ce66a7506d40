package import AWS
package import Concurrency

extension Timekeeper {
    /// Calls again, for about half a minute, what IAM refuses because the same thing was changed a moment ago.
    package func whileTemporarilyUnmodifiable<Value>(
        _ call: () async throws(AWSError) -> Value
    ) async throws(AWSError) -> Value {
        for seconds in [1, 2, 4, 8, 16] {
            do throws(AWSError) {
                return try await call()
            } catch  where error.code == "EntityTemporarilyUnmodifiable" {
                await sleep(.seconds(seconds))
            }
        }
        return try await call()
    }
}
