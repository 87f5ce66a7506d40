/// What is, what shall be, and the difference.
struct Assessment: Sendable {
    var observation: Observation
    var plan: RolePlan
    var changes: ChangeSet
}
