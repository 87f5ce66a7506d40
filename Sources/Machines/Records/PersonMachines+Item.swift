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
        ])
        let ends = machines.values.map { Int($0.ends.timeIntervalSince1970.rounded(.up)) } + [endedAt / 1_000]
        item["expires_at"] = .n((ends.max() ?? 0) + Self.margin)
        return item
    }

    /// Reads an item; nil if it has another form, or if its seal isn't ours.
    init?(_ item: Item, of person: PersonKey, seal: MachineSeal) {
        guard item["id"]?.string == Self.id(person), seal.holds(item), let version = item["version"]?.string,
            let endedAt = item["ended_at"]?.integer, case .m(let members)? = item["machines"]
        else { return nil }
        var machines: [MachineID: SignedInMachine] = [:]
        for (text, value) in members {
            guard case .m(let attributes) = value, let id = MachineID(text),
                let machine = SignedInMachine(id: id, attributes)
            else { return nil }
            machines[id] = machine
        }
        self.person = person
        self.machines = machines
        self.endedAt = endedAt
        self.version = version
    }
}

extension SignedInMachine {
    fileprivate var item: Item {
        var item: Item = [
            "name": .s(name), "client": .s(client), "tags": .s(tags), "began": .seconds(began),
            "renewed": .seconds(renewed), "ends": .seconds(ends), "generation": .n(generation),
            "refresh": .s(refreshDigest),
            "access": .m(Item(accessDigests.map { ($0.key, .n($0.value)) }) { first, _ in first }),
        ]
        item["label"] = label.map { .s($0) }
        return item
    }

    fileprivate init?(id: MachineID, _ item: Item) {
        guard let name = item["name"]?.string, let client = item["client"]?.string, let tags = item["tags"]?.string,
            let began = item["began"]?.date, let renewed = item["renewed"]?.date, let ends = item["ends"]?.date,
            let generation = item["generation"]?.integer, let refresh = item["refresh"]?.string,
            case .m(let access)? = item["access"]
        else { return nil }
        self.init(
            id: id, name: name, client: client, label: item["label"]?.string, tags: tags, began: began,
            renewed: renewed, ends: ends, generation: generation, refreshDigest: refresh,
            accessDigests: access.compactMapValues(\.integer))
    }
}

extension AttributeValue {
    fileprivate static func seconds(_ date: Date) -> AttributeValue {
        .n(Int(date.timeIntervalSince1970.rounded(.down)))
    }

    fileprivate var date: Date? { integer.map { Date(timeIntervalSince1970: Double($0)) } }
}
