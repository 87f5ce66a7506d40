package import AWS

/// Why a first secret wasn't made. Wherever it stopped, no secret is left in use that nobody was given, or the person's tag says
/// that there may be one, which the next try removes.
package enum FirstSecretError: Error, Sendable, Equatable {
    /// The file has no key for the person.
    case noKey
    /// The secret can't be encrypted to the person's key. The text says why and what to do.
    case encryption(String)
    /// What was encrypted can't be written. The text says why and what to do.
    case delivery(String)
    /// Another run of the tool is giving the person the secret, or may be. What this one made is gone.
    case otherRun
    case aws(AWSError)
    /// The secret was delivered, and it isn't known whether that was noted: else another run may replace it.
    case unsettled(AWSError)
    /// An access key may be left that nobody was given: the next try removes it.
    case keyMayBeLeft(AWSError)
}
