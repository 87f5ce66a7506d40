extension AWSError {
    /// What the call named doesn't exist.
    package var isNoSuchEntity: Bool { code == .noSuchEntity }

    /// The caller isn't allowed to do this. `AssumeRole` fails in the same way when the role doesn't exist.
    package var isAccessDenied: Bool { code == .accessDenied || code == .accessDeniedException }
}
