import AWS

/// The record of revocations as it stands in the table: a list and its version, sealed.
struct RevocationRecord: Sendable, Equatable {
    var list: RevocationList
    /// It grows with each change, so that none is lost when two are made at once, and an older record is known for one.
    var version: Int

    /// The attributes but the key and the seal.
    var item: Item {
        let moments = list.kept.map { ($0.key.text, AttributeValue.n($0.value)) }
        let ended = list.ended.map { ($0.key.text, AttributeValue.n($0.value)) }
        return [
            "revoked_at": .m(Item(moments) { first, _ in first }),
            "ended": .m(Item(ended) { first, _ in first }),
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
            case .m(let moments)? = item["revoked_at"], case .m(let sessions)? = item["ended"]
        else { return nil }
        var entries: [RevocationTarget: Int] = [:]
        for (text, value) in moments {
            guard let target = RevocationTarget(text), let moment = value.integer else { continue }
            entries[target] = moment
        }
        var ended: [SessionID: Int] = [:]
        for (text, value) in sessions {
            guard let session = SessionID(text), let moment = value.integer else { continue }
            ended[session] = moment
        }
        self.init(list: RevocationList(entries, ended: ended, floor: floor), version: version)
    }
}
