package import AWS
package import RoleRecords

/// A user's claim to a role: what has to be true of a role before Latchkey changes or deletes it for that user.
///
/// A role is Latchkey's by its own tag, which says whose the role is, or as himeko made it and recorded. Nothing else counts:
/// not the role's name, as anybody may give a role this name, and not a record alone, as others may write the table.
package struct RoleClaim: Sendable {
    private let naming: RoleNaming
    private let userName: UserName
    private let record: RoleRecord?

    /// - Parameters:
    ///   - userName: the user's name; there need be no such user any more.
    ///   - record: the user's record, as it was before the role was looked at; nil when there was none.
    ///   - naming: which roles are Latchkey's.
    package init(of userName: UserName, record: RoleRecord?, naming: RoleNaming) {
        self.naming = naming
        self.userName = userName
        self.record = record
    }

    /// Whether the role, as `iam:GetRole` tells of it, is one that Latchkey keeps for the user. Lists of roles don't tell of
    /// tags.
    package func covers(_ role: Role) -> Bool {
        guard naming.owns(role.arn) else { return false }
        let isRecorded = record.flatMap { ARN($0.roleARN) }?.isSame(as: role.arn) ?? false
        // A role by another name may be that of another installation, whose prefix begins as this one does.
        let hasUsualName = naming.roleName(for: userName).isSame(as: role.roleName)
        guard isRecorded || hasUsualName else { return false }
        if role.isMarked { return naming.markedUser(of: role)?.isSame(as: userName) ?? false }
        // A record that says when the role was synced is sealed: Latchkey wrote that this role is the user's.
        return isRecorded && (record?.syncedAt != nil || (hasUsualName && role.isAsHimekoMakes))
    }
}

extension RoleNaming {
    /// The user whose role this is, as Latchkey has marked it, by what `iam:GetRole` tells of it; nil where it hasn't.
    /// Whether the role is of this installation, ``RoleClaim/covers(_:)`` says.
    package func markedUser(of role: Role) -> UserName? {
        guard role.isMarked else { return nil }
        if let user = role.taggedUser { return user.name }
        return role.describedUserName ?? (role.hasFormerMark ? userName(of: role) : nil)
    }
}

extension Role {
    /// Whether the role is marked as Latchkey's. A user with as many tags as a role may have leaves no room for Latchkey's:
    /// then the role's description counts.
    fileprivate var isMarked: Bool {
        taggedUser != nil || hasFormerMark || (tags.count >= Tag.mostPerRole && describedUserName != nil)
    }
}
