import AWS
import IAMPolicy

extension RolePlan {
    /// The writes that make a role equal to this plan; none when it is.
    ///
    /// Whatever write is the last to succeed, the role has no right that neither it had before nor the user has: every Deny
    /// of the old role and of the plan, wherever it stands, and the boundary are put in force first; then what is planned
    /// is added, then what is no longer planned is removed, and at last the Denies that are no longer planned. A role
    /// without the room to hold old and new side by side is emptied before it is filled. Where no Denies can stand in for
    /// what changes, a Deny of everything does: sessions can do nothing meanwhile, but nothing more either.
    package func writes(from state: RoleState?, naming: RoleNaming, quotas: RoleQuotas) -> RoleWrites {
        RoleChange(from: HeldPolicies(state, naming: naming), to: self, quotas: quotas).writes
    }

    /// The boundary that the role can be made with: one of Latchkey's own is made at the same time.
    var boundaryAtCreation: ARN? { permissionsBoundary.flatMap { ownPolicies[$0] == nil ? $0 : nil } }
}

extension PolicyDocument {
    /// Allows nothing, whatever else allows it.
    static let denyingEverything = PolicyDocument(statements: [.denyingAll])
}

extension RolePlan.InlineName {
    /// Whether a document of this name holds Denies.
    var isDeny: Bool { self == .deny || self == .deny2008 || self == .revocation }
}
