extension AWSError {
    /// What was named in the call doesn't exist.
    package var isNoSuchEntity: Bool { code == .noSuchEntity }

    /// The caller may not do this. `AssumeRole` answers the same when the role doesn't exist.
    package var isAccessDenied: Bool { code == .accessDenied || code == .accessDeniedException }
}
