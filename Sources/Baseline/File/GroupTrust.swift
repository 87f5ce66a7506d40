package import AWS

/// That people in some groups may assume a role. A trust policy can't name groups: it trusts the account's principals, and the
/// groups' policies decide who of them may.
package struct GroupTrust: Sendable, Hashable {
    package var groups: [GroupName]
    package var mfa: MFARequirement
    /// The path and the name of the roles by which Latchkey mirrors people, such as `user-role/user_*`, whose sessions are let
    /// in without AWS's second factor, since the sign-on proves one. Nil if they aren't.
    package var mirroredRoles: String?

    package init(groups: [GroupName], mfa: MFARequirement = .required(greatestAge: nil), mirroredRoles: String? = nil) {
        self.groups = groups
        self.mfa = mfa
        self.mirroredRoles = mirroredRoles
    }
}
