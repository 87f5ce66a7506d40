/// Where an issuer's keys are found.
package enum KeySource: Sendable, Hashable {
    /// At this address.
    case address(KeySetAddress)
    /// Where the issuer's discovery document says.
    case discovery(DiscoveryAddress)

    /// What is read first: the keys, or the document that says where they are.
    package var firstAddress: KeySetAddress {
        switch self {
        case .address(let address): address
        case .discovery(let discovery): discovery.document
        }
    }
}
