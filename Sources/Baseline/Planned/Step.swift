import AWS

/// One change of the account. It can be done again when it isn't known whether it was done.
package struct Step: Sendable {
    package var stage: Stage
    package var entity: Entity
    /// What it does: “attach policy self-service”.
    package var words: String
    /// How it changes what somebody may do, where it does.
    var change: RightsChange?
    /// The action of AWS without which it can't be done, where that is told.
    var action: String?
    var perform: @Sendable (AccountWriter) async throws(AWSError) -> Void
}
