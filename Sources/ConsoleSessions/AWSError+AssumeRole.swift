import AWS

/// What a refusal of `sts:AssumeRole` means where its code alone doesn't tell.
extension AWSError {
    /// A policy denies the call explicitly. Waiting doesn't change that.
    var isExplicitDeny: Bool { isAccessDenied && message.contains("explicit deny") }

    /// "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining."
    var isChainingRefusal: Bool { code == .validationError && message.contains("role chaining") }

    /// The session limit of the role isn't as planned: somebody changed it.
    var isSessionLimitRefusal: Bool { code == .validationError && message.contains("MaxSessionDuration") }

    /// The role may be gone, may no longer trust Latchkey, or may have another session limit: somebody may have changed it.
    var mayMeanDrift: Bool { (isAccessDenied && !isExplicitDeny) || isSessionLimitRefusal }

    /// The session tags are too many, too long, or too large when packed.
    var isTagRefusal: Bool {
        code == .packedPolicyTooLarge || (code == .validationError && message.lowercased().contains("tag"))
    }

    private var message: String {
        guard case .service(let error) = self else { return "" }
        return error.message
    }
}
