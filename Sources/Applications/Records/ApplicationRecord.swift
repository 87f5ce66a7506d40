import AWS
package import FoundationEssentials

/// What the table knows of one application. See ``ApplicationTable`` for its form there.
package struct ApplicationRecord: Sendable, Equatable {
    package let identity: ApplicationIdentity
    /// The principal's unique ID at the registration; nil where it wasn't known.
    package var uniqueID: String?
    package var registration: Registration
    package var version: RegistrationVersion
    /// What every AssumeRole for this application carries. It stays as it was told before the registration.
    package let externalID: String
    package let registeredAt: Date
    package var changedAt: Date
    /// Whose tokens are refused. A change of the registration leaves them; a new registration has none.
    package var revocations = PersonRevocations()

    /// Makes sure that it is the registration of the principal who asks.
    ///
    /// A role that was deleted and made again isn't the one that was registered, and a proof that doesn't tell could be of
    /// either.
    func check(_ applicant: Applicant) throws(ApplicationsError) {
        guard uniqueID == nil || uniqueID == applicant.uniqueID else { throw .otherPrincipal(applicant.identity) }
    }
}
