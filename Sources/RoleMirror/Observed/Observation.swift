import AWS

/// What is: a user, their role and the account's quotas, read side by side.
struct Observation: Sendable {
    /// Read after the login began, so the user may have changed since.
    var user: UserSnapshot
    /// Nil when there is no role.
    var role: RoleSnapshot?
    var quotas: RoleQuotas

    /// Whether the role was made for another user, who had the same name before. `owner` is the ID of the user whose role it
    /// is supposed to be; nil where no record tells.
    func roleBelongsToPredecessor(owner: String?) -> Bool {
        guard let role = role?.role else { return false }
        if let owner = role.taggedUser?.id ?? owner, owner != user.user.userID { return true }
        return user.user.createDate.map { role.createDate < $0 } ?? false
    }
}
