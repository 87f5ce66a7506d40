import Formats
import FoundationEssentials
import Secrets

@testable import AWS
@testable import RoleRecords

private let seal = RecordSeal(secret: Secret("0123456789abcdef0123456789abcdef"))

@Sendable func fuzzRoleRecord(_ bytes: [UInt8]) {
    guard let value = try? JSONReader.read(bytes), let item = Item(json: value) else { return }
    var writer = JSONWriter()
    item.write(to: &writer)
    require((try? JSONReader.read(writer.bytes)).flatMap { Item(json: $0) } == item, "another item when written")
    guard let record = RoleRecord(item: item, seal: seal) else { return }
    for date in [record.expiresAt, record.syncedAt, record.changedAt, record.leasedAt, record.revokedAt] {
        guard let date else { continue }
        require(Timestamp.parse(Timestamp.format(date)) != nil, "a moment that can't be written")
        _ = AttributeValue.date(date)
    }
}
