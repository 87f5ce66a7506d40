/// More than AWS accepts.
package struct LimitExcess: Sendable, Hashable {
    package var entity: Entity
    /// Where the file has it; 0 if it doesn't stand there.
    package var line: Int
    /// What there is too much of: “groups”.
    package var what: String
    package var count: Int
    package var limit: Int
    /// What to do, where the file alone doesn't show it.
    package var advice: String?
}
