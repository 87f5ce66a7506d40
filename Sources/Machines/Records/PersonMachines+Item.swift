import AWS
import FoundationEssentials

extension PersonMachines {
    /// How long a record without machines is kept, in seconds: longer than what a person agreed to can be used.
    private static let margin = 3_600

    static func id(_ person: PersonKey) -> String { "machines/\(person)" }

    /// The attributes, sealed.
    func item(sealedBy seal: MachineSeal) -> Item {
        var item = seal.sealing([
            "id": .s(Self.id(person)), "version": .s(version), "ended_at": .n(endedAt),
            "machines": .m(Item(machines.map { ($0.key.description, .m($0.value.item)) }) { first, _ in first }),
            "ended": .m(Item(ended.map { ($0.key.description, .seconds($0.value)) }) { first, _ in first }),
        ])
        let moments = machines.values.map(\.ends) + ended.values
        let ends = moments.map { Int($0.timeIntervalSince1970.rounded(.up)) } + [endedAt / 1_000]
        item["expires_at"] = .n((ends.max() ?? 0) + Self.margin)
        return item
    }

    /// Reads an item; nil if it has another form, or if its seal isn't ours.
    init?(_ item: Item, of person: PersonKey, seal: MachineSeal) {
        guard item["id"]?.string == Self.id(person), seal.holds(item), let version = item["version"]?.string,
            let endedAt = item["ended_at"]?.integer, case .m(let members)? = item["machines"],
            case .m(let endings)? = item["ended"]
        else { return nil }
        var machines: [MachineID: SignedInMachine] = [:]
        for (text, value) in members {
            guard case .m(let attributes) = value, let id = MachineID(text),
                let machine = SignedInMachine(id: id, attributes)
            else { return nil }
            machines[id] = machine
        }
        var ended: [MachineID: Date] = [:]
        for (text, value) in endings {
            guard let id = MachineID(text), let until = value.date else { return nil }
            ended[id] = until
        }
        self.person = person
        self.ended = ended
        self.machines = machines
        self.endedAt = endedAt
        self.version = version
    }
}
