package import AWS

/// Why an application wasn't registered, changed, found or removed.
package enum ApplicationsError: Error, Sendable, Equatable {
    /// What it sent isn't a registration.
    case malformed(RegistrationFault)
    /// The operator's list doesn't have the role.
    case roleNotAllowed(RoleARN)
    /// The operator's list doesn't have the host of the keys.
    case keyHostNotAllowed(String)
    /// The role isn't proved to be the application's, who has this ExternalId.
    case notProved(OwnershipFault, RoleARN, externalID: String)
    /// Another application has the role.
    case roleTaken(RoleARN)
    case alreadyRegistered(ApplicationIdentity)
    case notRegistered(ApplicationIdentity)
    /// The registration isn't the version that the change is for.
    case changed
    /// The registration is of another principal, which had the same name.
    case otherPrincipal(ApplicationIdentity)
    /// The table has a record that Latchkey didn't write.
    case unreadable(ApplicationIdentity)
    /// Others change the record all the time.
    case contended(ApplicationIdentity)
    /// The table can't be read, and what was read before is too old.
    case unavailable(AWSError)
    case aws(AWSError)
}
