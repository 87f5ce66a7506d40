package import AWS

/// Why a machine gets no tokens, or isn't known by one.
package enum MachinesError: Error, Sendable, Equatable {
    /// The table can't be read or written.
    case aws(AWSError)
    /// Others kept changing the person's record.
    case contended
    /// The token isn't one of ours, or its kind is another one.
    case unknownToken
    /// The token was good once, and isn't any more.
    case expired
    /// The sign-in was ended: by the person, an operator or the program.
    case ended
    /// A refresh token came a second time. Somebody has a copy of it, so the sign-in was ended.
    case reused
    /// The token is another client's.
    case otherClient
}
