/// The writes that make a role equal to its plan.
package struct RoleWrites: Sendable, Equatable {
    /// To be done one after the other, the writes of each side by side.
    package var stages: [[RoleWrite]]
    /// The same, for when the role has all that it is to have: Denies and a boundary go that aren't planned, and policies
    /// that nothing uses. Sessions may be opened meanwhile.
    package var afterwards: [[RoleWrite]]

    init(_ stages: [[RoleWrite]], afterwards: [[RoleWrite]]) {
        self.stages = stages.filter { !$0.isEmpty }
        self.afterwards = afterwards.filter { !$0.isEmpty }
    }

    /// All of them, in order.
    package var all: [RoleWrite] { (stages + afterwards).flatMap { $0 } }
}
