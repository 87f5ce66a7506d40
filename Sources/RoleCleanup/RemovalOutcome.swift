/// What became of a role or policy that was to be removed.
package enum RemovalOutcome: Sendable {
    case removed
    /// Only in a dry run: a real run would have tried to remove it.
    case wouldBeRemoved
    /// Somebody has used it since it was found, or is using it now.
    case stayed
    /// The role has no record, and nothing says that Latchkey or himeko made it.
    case leftAlone
    case failed(RoleCleanupError)
}
