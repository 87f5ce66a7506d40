/// Why a role isn't proved to be an application's.
package enum OwnershipFault: String, Sendable, Equatable {
    /// AWS doesn't let Latchkey in with the application's ExternalId.
    case denied
    /// AWS lets Latchkey in without any ExternalId: anybody could have named the role.
    case openWithoutExternalID = "open-without-external-id"
    /// AWS lets Latchkey in with an ExternalId that nobody has.
    case openWithOthers = "open-with-others"
}
