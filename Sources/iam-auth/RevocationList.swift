import IdentityProofs

/// Until when sessions that began are ended, by whose they are.
struct RevocationList: Sendable, Equatable {
    /// How far the clocks of two nodes may differ without being corrected by AWS's, in seconds.
    static let margin = 5
    /// How long a revocation is kept, in seconds: longer than any session lasts.
    static let lifetime = 2 * 86_400
    /// The most that are kept. They fit into one item of the table.
    static let maximumCount = 2_000

    /// The moments of the revocations, in seconds since 1970.
    private(set) var entries: [RevocationTarget: Int]

    init(_ entries: [RevocationTarget: Int] = [:]) { self.entries = entries }

    /// Whether a session of this identity that began at `issued` is ended.
    func ends(_ identity: IAMIdentity, issued: Int) -> Bool {
        entries.contains { issued <= $0.value + Self.margin && $0.key.names(identity) }
    }

    /// Adds a revocation, and drops what is too old to end any session.
    mutating func add(_ target: RevocationTarget, at now: Int) {
        entries = entries.filter { $0.value > now - Self.lifetime }
        entries[target] = max(entries[target] ?? now, now)
    }

    /// Takes over what another list has. Nothing is taken back: what ended once stays so, whatever becomes of the table.
    mutating func merge(_ other: RevocationList) {
        entries.merge(other.entries) { max($0, $1) }
    }
}
