import AWS
import Formats
import YAML

// Tables, and the Region that they are in.

extension AccountFileReader {
    mutating func readRegion(_ node: YAMLNode?) -> Region? {
        guard let node else { return nil }
        // After a fault, it goes on with this one, so that nothing more is told of it.
        let usual = account.partition.iamSigningRegion
        guard let region = optional(node, "region", "a Region such as \(usual)", Region.init) else { return usual }
        if region.partition != account.partition {
            fault(
                node.line, "the Region \(region) is in another partition than the account: name one such as \(usual)")
        }
        return region
    }

    mutating func readTables(_ node: YAMLNode?, isRegionNamed: Bool) -> [TableEntry] {
        var tables: [TableEntry] = []
        guard let node else { return [] }
        if !isRegionNamed {
            fault(
                node.line,
                "tables are in a Region, and the file names none: add “region”, such as region: \(account.partition.iamSigningRegion)"
            )
        }
        for (name, value) in anyMembers(node, "“tables”") {
            let members = self.members(value, of: .table)
            let isNameByte = { (byte: UInt8) in
                byte.isWordByte || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
            }
            if !(3...255).contains(name.text.utf8.count) || !name.text.utf8.allSatisfy(isNameByte) {
                fault(name.line, "the name of a table should have 3 to 255 letters, digits and ._-")
            }
            let attribute = { (text: String) in (1...255).contains(text.utf8.count) ? text : nil }
            let form = "the name of an attribute, of 1 to 255 characters"
            if members["key"] == nil { fault(name.line, "“key” is missing: the name of the table’s partition key") }
            let table = TableEntry(
                name: name.text, key: optional(members["key"], "key", form, attribute) ?? "",
                timeToLiveAttribute: optional(members["time-to-live"], "time-to-live", form, attribute),
                pointInTimeRecovery: bool(members["point-in-time-recovery"], "point-in-time-recovery", usual: true),
                tags: tags(members["tags"]), line: name.line)
            if table.timeToLiveAttribute == table.key {
                fault(name.line, "“time-to-live” can’t be the key, which is a text")
            }
            tables.append(table)
        }
        return tables
    }

    /// Warns of a table of the file in another Region than the file's, where a policy would do nothing for it. It is no fault,
    /// because a table's replica has its name.
    mutating func check(regionOf parts: [Substring.UTF8View], in resource: Entry<String>) {
        guard let region, parts[2].elementsEqual("dynamodb".utf8), let named = Region(String(Substring(parts[3]))),
            named != region,
            parts[4].isEmpty || AccountID(String(Substring(parts[4]))).map({ $0 == account.id }) ?? true
        else { return }
        let names = parts[5].split(separator: UInt8(ascii: "/"), maxSplits: 2, omittingEmptySubsequences: false)
        guard names.count > 1, names[0].elementsEqual("table".utf8),
            case let name = String(Substring(names[1])), tableNames.contains(name)
        else { return }
        warn(
            resource.line,
            "“\(Self.shown(resource.name))” is in \(named), and the file’s table “\(name)” is in \(region): write REGION in its "
                + "place")
    }
}
