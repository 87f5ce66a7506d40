import AWS
import FoundationEssentials

extension SignedInMachine {
    var item: Item {
        var item: Item = [
            "name": .s(name), "client": .s(client), "tags": .s(tags), "began": .seconds(began),
            "renewed": .seconds(renewed), "ends": .seconds(ends), "generation": .n(generation),
            "refresh": .s(refreshDigest),
            "access": .m(Item(accessDigests.map { ($0.key, .n($0.value)) }) { first, _ in first }),
        ]
        item["label"] = label.map { .s($0) }
        return item
    }

    init?(id: MachineID, _ item: Item) {
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
