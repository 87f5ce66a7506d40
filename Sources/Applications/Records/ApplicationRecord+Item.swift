import AWS
import Formats
import FoundationEssentials

/// A record as an item of the table.
extension ApplicationRecord {
    /// Reads an item; nil unless Latchkey wrote it.
    init?(item: Item, seal: ApplicationSeal) {
        guard seal.holds(item), let identity = item["name"]?.string.flatMap({ ApplicationIdentity($0) }),
            item["id"]?.string == ApplicationTable.id(identity),
            let version = item["version"]?.string.flatMap(RegistrationVersion.init),
            let externalID = item["external_id"]?.string, let text = item["registration"]?.string,
            let json = try? JSONReader.read(Array(text.utf8)), let registration = try? Registration(json: json),
            let registeredAt = item["registered_at"]?.integer, let changedAt = item["changed_at"]?.integer,
            let revocations = Self.revocations(in: item)
        else { return nil }
        self.init(
            identity: identity, uniqueID: item["unique_id"]?.string, registration: registration, version: version,
            externalID: externalID, registeredAt: Date(timeIntervalSince1970: Double(registeredAt)),
            changedAt: Date(timeIntervalSince1970: Double(changedAt)), revocations: revocations)
    }

    private static func revocations(in item: Item) -> PersonRevocations? {
        guard let value = item["revocations"] else { return PersonRevocations() }
        return value.string.flatMap(PersonRevocations.init)
    }

    func item(sealedBy seal: ApplicationSeal) -> Item {
        var item: Item = [
            "id": .s(ApplicationTable.id(identity)), "name": .s(identity.description),
            "registration": .s(registration.json.text), "version": .s(version.description),
            "external_id": .s(externalID), "registered_at": Self.seconds(registeredAt),
            "changed_at": Self.seconds(changedAt),
        ]
        item["unique_id"] = uniqueID.map(AttributeValue.s)
        item["revocations"] = revocations.text.map(AttributeValue.s)
        return seal.sealing(item)
    }

    private static func seconds(_ date: Date) -> AttributeValue {
        .n(Int(min(max(date.timeIntervalSince1970.rounded(.down), 0), 253_402_300_799)))
    }
}
