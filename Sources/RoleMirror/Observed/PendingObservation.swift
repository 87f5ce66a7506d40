import AWS
import FoundationEssentials

/// An observation that is being read; whoever no longer needs it cancels it.
package struct PendingObservation: Sendable {
    /// When the reading began: what changed later may or may not be in it.
    let start: Date
    let result: Task<Result<Observation, AWSError>, Never>

    package func cancel() { result.cancel() }
}
