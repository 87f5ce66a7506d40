/// The writes that make a role equal to its plan.
package struct RoleWrites: Sendable, Equatable {
    /// To be done one after the other, the writes of each side by side.
    package var stages: [[RoleWrite]]
    /// The same, for when the role has all that it is to have: Denies and a boundary go that aren't planned. Sessions may
    /// be opened meanwhile.
    package var afterwards: [[RoleWrite]]
    /// For when the role is as planned: deletes policies of Latchkey's own that nothing uses any more.
    package var leftovers: [RoleWrite]

    init(_ stages: [[RoleWrite]], afterwards: [[RoleWrite]], leftovers: [RoleWrite] = []) {
        self.stages = stages.filter { !$0.isEmpty }
        self.afterwards = afterwards.filter { !$0.isEmpty }
        self.leftovers = leftovers
    }

    /// All of them, in order.
    package var all: [RoleWrite] { (stages + afterwards).flatMap { $0 } + leftovers }
}
