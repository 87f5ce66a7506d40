import AWS

extension MFARecord {
    /// The attributes beside the key; see ``MFARecordTable``.
    var attributes: Item {
        [
            "attempts": .l(attempts.map { .n($0) }),
            "first_device": .m(firstDevice.map { [$0.serialNumber.rawValue: .n($0.begun)] } ?? [:]),
            "removals": .m(Item(uniqueKeysWithValues: removals.map { ($0.key.rawValue, .n($0.value)) })),
        ]
    }

    /// Reads an item; nil if it has another form.
    init?(_ item: Item) {
        guard case .l(let attempts)? = item["attempts"], case .m(let first)? = item["first_device"],
            case .m(let removals)? = item["removals"], let firstDevices = Self.moments(first), firstDevices.count <= 1,
            let removed = Self.moments(removals)
        else { return nil }
        self.attempts = attempts.compactMap(\.integer)
        firstDevice = firstDevices.first.map { FirstDevice(serialNumber: $0.key, begun: $0.value) }
        self.removals = removed
    }

    private static func moments(_ item: Item) -> [MFASerialNumber: Int]? {
        var found: [MFASerialNumber: Int] = [:]
        for (text, value) in item {
            guard let serialNumber = MFASerialNumber(text), let moment = value.integer else { return nil }
            found[serialNumber] = moment
        }
        return found
    }
}
