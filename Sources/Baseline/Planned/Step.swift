import AWS

/// One change of the account. It can be done again when it isn't known whether it was done.
package struct Step: Sendable {
    package var stage: Stage
    package var entity: Entity
    /// What it does: “attach policy self-service”.
    package var words: String
    var perform: @Sendable (AccountWriter) async throws(AWSError) -> Void
}
