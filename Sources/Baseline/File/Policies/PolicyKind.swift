/// What a policy is attached to, by which its form differs.
enum PolicyKind {
    /// A policy of people, groups and roles: it has resources and no principals.
    case identity
    /// A policy of a role that says who may assume it: it has principals and no resources.
    case trust
}
