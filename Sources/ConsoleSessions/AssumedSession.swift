import AWS

/// What `sts:AssumeRole` gave.
struct AssumedSession: Sendable {
    var role: AssumedRole
    /// How long the session lasts if that is less than was asked for.
    var shortenedTo: SessionDuration?
}
