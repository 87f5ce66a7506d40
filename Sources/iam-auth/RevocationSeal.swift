import AWS

/// Tells the record of revocations that Latchkey wrote from one that somebody else wrote, who could otherwise take revocations
/// back. It covers all of the record.
struct RevocationSeal: WholeItemSeal {
    static let purpose = "iam-auth revocations"
    static let sealed = ["version", "floor", "revoked_at", "ended", "owners"]

    let seal: ItemSeal

    init(_ seal: ItemSeal) { self.seal = seal }
}
