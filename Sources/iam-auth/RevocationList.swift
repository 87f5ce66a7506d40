import IdentityProofs

/// Which sessions are over before their time: those of principals, single ones, and all that began before a moment.
///
/// Moments are seconds since 1970. A session begins when its owner proved who they are.
struct RevocationList: Sendable, Equatable {
    /// How far the clocks of two nodes may differ without being corrected by AWS's, in seconds.
    static let margin = 5
    /// How long a revocation is kept, in seconds: longer than any session lasts.
    static let lifetime = 2 * 86_400
    /// The most revocations that are kept. With the ended sessions they fit into one item of the table.
    static let maximumCount = 2_000
    /// The most ended sessions that are kept by themselves, of all principals and of one. Where there are more, the earliest
    /// are kept as one moment of their owner: whoever logs out very often may end other sessions of theirs, and brings none back.
    static let maximumEndedCount = 2_000
    static let maximumEndedCountOfOne = 100
    /// The most principals of whom there is such a moment.
    static let maximumOwnerCount = 2_000

    /// Until when sessions that began are ended, by whose they are.
    private(set) var entries: [RevocationTarget: Int]
    /// The sessions that were logged out.
    private(set) var ended: [SessionID: EndedSession]
    /// Until when sessions that began are over, by ``SessionID/owner``.
    private(set) var owners: [String: Int]
    /// Sessions that began before are over.
    private(set) var floor: Int

    init(
        _ entries: [RevocationTarget: Int] = [:], ended: [SessionID: EndedSession] = [:], owners: [String: Int] = [:],
        floor: Int = 0
    ) {
        self.entries = entries
        self.ended = ended
        self.owners = owners
        self.floor = floor
    }

    /// Whether nothing is ended.
    var isEmpty: Bool { self == RevocationList() }

    /// Whether a session is ended.
    func ends(_ session: Session) -> Bool {
        ended[session.id] != nil || owners[session.id.owner].map { session.issued <= $0 } == true
            || ends(session.proven.identity, since: session.issued)
    }

    /// Whether all is ended that somebody proved at a moment.
    func ends(_ identity: IAMIdentity, since moment: Int) -> Bool {
        moment < floor || entries.contains { moment <= $0.value + Self.margin && $0.key.names(identity) }
    }

    /// Adds a revocation.
    mutating func add(_ target: RevocationTarget, at now: Int) {
        entries[target] = max(entries[target] ?? now, now)
    }

    /// Ends one session.
    mutating func end(_ session: Session) {
        ended[session.id] = EndedSession(began: session.issued, expires: session.expires)
        bound()
    }

    /// Ends all sessions that began before.
    mutating func endAll(before moment: Int) { floor = max(floor, moment) }

    /// Takes over what another list has. Nothing is taken back: what ended once stays so, whatever becomes of the table.
    mutating func merge(_ other: RevocationList) {
        entries.merge(other.entries) { max($0, $1) }
        ended.merge(other.ended) { first, _ in first }
        owners.merge(other.owners) { max($0, $1) }
        floor = max(floor, other.floor)
        bound()
    }

    /// Drops what can't end any session more.
    mutating func dropOld(at now: Int) {
        entries = entries.filter { $0.value > now - Self.lifetime }
        ended = ended.filter { $0.value.expires > now }
        owners = owners.filter { $0.value > now - Self.lifetime }
    }

    /// The latest revocations, which somebody is waiting for, as far as there is room.
    var kept: [RevocationTarget: Int] {
        guard entries.count > Self.maximumCount else { return entries }
        let latest = entries.sorted { $0.value > $1.value }.prefix(Self.maximumCount)
        return Dictionary(uniqueKeysWithValues: latest.map { ($0.key, $0.value) })
    }

    /// Where there are too many ended sessions, has a moment of their owner stand for the earliest, and where there are too many
    /// owners, one moment for the earliest of everybody's.
    private mutating func bound() {
        if ended.count > Self.maximumEndedCountOfOne {
            for (_, sessions) in Dictionary(grouping: ended.keys, by: \.owner) {
                fold(sessions, beyond: Self.maximumEndedCountOfOne)
            }
            fold(Array(ended.keys), beyond: Self.maximumEndedCount)
        }
        guard !owners.isEmpty else { return }
        ended = ended.filter { session, lifetime in owners[session.owner].map { lifetime.began > $0 } ?? true }
        guard owners.count > Self.maximumOwnerCount else { return }
        let moments = owners.values.sorted()
        endAll(before: moments[owners.count - Self.maximumOwnerCount - 1] + 1)
        owners = owners.filter { $0.value >= floor }
    }

    private mutating func fold(_ sessions: [SessionID], beyond count: Int) {
        guard sessions.count > count else { return }
        let first = sessions.sorted { (ended[$0]?.began ?? 0, $0.text) < (ended[$1]?.began ?? 0, $1.text) }
        for session in first.prefix(sessions.count - count) {
            guard let began = ended.removeValue(forKey: session)?.began else { continue }
            owners[session.owner] = max(owners[session.owner] ?? began, began)
        }
    }
}
