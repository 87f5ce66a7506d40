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
    /// Where the last write on the user failed, a delivered access key is replaced by the next try.
    case aws(AWSError)
    /// An access key may be left that nobody was given: the next try removes it.
    case keyMayBeLeft(AWSError)
}
