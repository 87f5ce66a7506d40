/// Where an issuer's keys are found.
package enum KeySource: Sendable, Hashable {
    /// At this address.
    case address(KeySetAddress)
    /// Where the issuer's discovery document says.
    case discovery(DiscoveryAddress)
}
