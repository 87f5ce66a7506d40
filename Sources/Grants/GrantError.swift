package import AWS

/// Why an application gets no credentials for its user, or why its mappings can't be used.
package enum GrantError: Error, Sendable, Equatable {
    /// What is wrong with a mapping, whatever a token says.
    package enum MappingFault: Sendable, Hashable {
        /// There are more than AWS takes.
        case tooMany
        /// AWS doesn't take the key.
        case key
        /// Another mapping has the key too, perhaps in other letters.
        case duplicate
        /// AWS doesn't take the constant value.
        case constant
    }

    /// The mapping of this tag can't be used.
    case mapping(key: String, MappingFault)
    /// The claim of this name can't become the tag.
    case claim(String, tag: String, ClaimFault)
    /// The claim of this name can't become the session's name.
    case person(String, ClaimFault)
    /// AWS finds the tags and the session policy too large, also without the optional tags.
    case tooLarge(ServiceError)
    /// The role doesn't let the broker open such a session. The permission that is missing, if AWS names it:
    /// `sts:AssumeRole`, `sts:TagSession` or `sts:SetSourceIdentity`.
    case denied(permission: String?, ServiceError)
    /// AWS doesn't take the duration, the session policy or another part of the registration.
    case refused(ServiceError)
    /// As many calls as one application may have under way are under way.
    case busy
    /// Another failure of AWS or of the way to it.
    case aws(AWSError)
    /// The calling task was cancelled while it waited.
    case cancelled
}
