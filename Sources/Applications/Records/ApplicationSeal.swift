package import AWS

/// Tells what Latchkey wrote into the table of applications from what somebody else wrote there: whoever may write the table
/// could otherwise give an application another issuer, and so the sessions of everybody.
package struct ApplicationSeal: WholeItemSeal {
    package static let purpose = "applications"
    package static let sealed = [
        "id", "name", "registration", "version", "external_id", "unique_id", "registered_at", "changed_at",
        "revocations",
    ]

    package let seal: ItemSeal

    package init(_ seal: ItemSeal) { self.seal = seal }
}
