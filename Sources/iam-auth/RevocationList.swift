import IdentityProofs

/// Which sessions are over before their time: those of principals, single ones, and all that began before a moment.
///
/// Moments are seconds since 1970.
struct RevocationList: Sendable, Equatable {
    /// How far the clocks of two nodes may differ without being corrected by AWS's, in seconds.
    static let margin = 5
    /// How long a revocation is kept, in seconds: longer than any session lasts.
    static let lifetime = 2 * 86_400
    /// The most revocations that are kept. With the ended sessions they fit into one item of the table.
    static let maximumCount = 2_000
    /// The most ended sessions that are kept, of all principals and of one, so that nobody pushes out those of others.
    static let maximumEndedCount = 2_000
    static let maximumEndedCountOfOne = 100

    /// Until when sessions that began are ended, by whose they are.
    private(set) var entries: [RevocationTarget: Int]
    /// The sessions that were logged out, and when each would have ended.
    private(set) var ended: [SessionID: Int]
    /// Sessions that began before are over.
    private(set) var floor: Int

    init(_ entries: [RevocationTarget: Int] = [:], ended: [SessionID: Int] = [:], floor: Int = 0) {
        self.entries = entries
        self.ended = ended
        self.floor = floor
    }

    /// Whether a session is ended.
    func ends(_ session: Session) -> Bool {
        let identity = session.proven.identity
        return session.issued < floor || ended[session.id] != nil
            || entries.contains { session.issued <= $0.value + Self.margin && $0.key.names(identity) }
    }

    /// Adds a revocation.
    mutating func add(_ target: RevocationTarget, at now: Int) {
        entries[target] = max(entries[target] ?? now, now)
    }

    /// Ends one session.
    mutating func end(_ session: Session) {
        ended[session.id] = session.expires
        bound()
    }

    /// Ends all sessions that began before.
    mutating func endAll(before moment: Int) { floor = max(floor, moment) }

    /// Takes over what another list has. Nothing is taken back: what ended once stays so, whatever becomes of the table.
    mutating func merge(_ other: RevocationList) {
        entries.merge(other.entries) { max($0, $1) }
        ended.merge(other.ended) { max($0, $1) }
        floor = max(floor, other.floor)
        bound()
    }

    /// Drops what can't end any session more.
    mutating func dropOld(at now: Int) {
        entries = entries.filter { $0.value > now - Self.lifetime }
        ended = ended.filter { $0.value > now }
    }

    /// The latest revocations, which somebody is waiting for, as far as there is room.
    var kept: [RevocationTarget: Int] {
        guard entries.count > Self.maximumCount else { return entries }
        let latest = entries.sorted { $0.value > $1.value }.prefix(Self.maximumCount)
        return Dictionary(uniqueKeysWithValues: latest.map { ($0.key, $0.value) })
    }

    /// Where there are too many ended sessions, drops those that would have ended first.
    private mutating func bound() {
        guard ended.count > Self.maximumEndedCountOfOne else { return }
        for (_, sessions) in Dictionary(grouping: ended.keys, by: \.owner) {
            drop(of: sessions, beyond: Self.maximumEndedCountOfOne)
        }
        drop(of: Array(ended.keys), beyond: Self.maximumEndedCount)
    }

    private mutating func drop(of sessions: [SessionID], beyond count: Int) {
        guard sessions.count > count else { return }
        let first = sessions.sorted { (ended[$0] ?? 0, $0.text) < (ended[$1] ?? 0, $1.text) }
        for session in first.prefix(sessions.count - count) { ended[session] = nil }
    }
}
