/// Why a caller who is signed in has no IAM user here.
package enum IdentityRefusal: Error, Sendable, Equatable {
    /// The mapping wants an e-mail address; the name isn't one.
    case notAnAddress
    /// The address is of a domain that isn't listed.
    case domainNotAllowed
    /// With its prefix, or as the local part of an address, the name is longer than IAM's 64 characters.
    case nameTooLong
}
