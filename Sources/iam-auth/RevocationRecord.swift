import AWS

/// The record of revocations as it stands in the table: a list and its version, sealed.
struct RevocationRecord: Sendable, Equatable {
    var list: RevocationList
    /// It grows with each change, so that none is lost when two are made at once, and an older record is known for one.
    var version: Int

    /// The attributes but the key and the seal.
    var item: Item {
        let moments = list.kept.map { ($0.key.text, AttributeValue.n($0.value)) }
        let ended = list.ended.map { session, lifetime in
            (session.text, AttributeValue.m(["began": .n(lifetime.began), "expires": .n(lifetime.expires)]))
        }
        return [
            "revoked_at": .m(Item(moments) { first, _ in first }),
            "ended": .m(Item(ended) { first, _ in first }),
            "owners": .m(list.owners.mapValues { .n($0) }),
            "floor": .n(list.floor), "version": .n(version),
        ]
    }

    init(list: RevocationList, version: Int) {
        self.list = list
        self.version = version
    }

    /// Reads an item; nil if it has another form, or if its seal isn't ours.
    init?(_ item: Item, seal: RevocationSeal) {
        guard seal.holds(item), let version = item["version"]?.integer, let floor = item["floor"]?.integer,
            case .m(let moments)? = item["revoked_at"], case .m(let sessions)? = item["ended"],
            case .m(let owners)? = item["owners"]
        else { return nil }
        var entries: [RevocationTarget: Int] = [:]
        for (text, value) in moments {
            guard let target = RevocationTarget(text), let moment = value.integer else { continue }
            entries[target] = moment
        }
        var ended: [SessionID: EndedSession] = [:]
        for (text, value) in sessions {
            guard let session = SessionID(text), case .m(let lifetime) = value,
                let began = lifetime["began"]?.integer, let expires = lifetime["expires"]?.integer
            else { continue }
            ended[session] = EndedSession(began: began, expires: expires)
        }
        let list = RevocationList(entries, ended: ended, owners: owners.compactMapValues(\.integer), floor: floor)
        self.init(list: list, version: version)
    }
}
