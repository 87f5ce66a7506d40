package import AWS

/// Tells a person's record of machines that Latchkey wrote from one that somebody else wrote. It covers all of the record.
package struct MachineSeal: WholeItemSeal {
    package static let purpose = "machines"
    package static let sealed = ["id", "version", "ended_at", "machines", "ended"]

    package let seal: ItemSeal

    package init(_ seal: ItemSeal) { self.seal = seal }
}
