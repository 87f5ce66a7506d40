package import AWS

/// A step that failed. What was done before it stays done, and another run begins from there.
package struct ApplyError: Error, Sendable {
    package var entity: Entity
    /// What the step does: “attach policy self-service”.
    package var words: String
    package var error: AWSError
}
