import Formats
import FoundationEssentials
import Secrets

@testable import AWS
@testable import RoleRecords

private let seal = RecordSeal(secret: Secret("0123456789abcdef0123456789abcdef"))

@Sendable func fuzzRoleRecord(_ bytes: [UInt8]) {
    guard let item = readItem(bytes) else { return }
    var writer = JSONWriter()
    item.write(to: &writer)
    require(readItem(writer.bytes) == item, "another item when written")
    guard let record = RoleRecord(item: item, seal: seal) else { return }
    for date in [record.expiresAt, record.syncedAt, record.changedAt, record.leasedAt, record.revokedAt] {
        guard let date else { continue }
        require(Timestamp.parse(Timestamp.format(date)) != nil, "a moment that can't be written")
        _ = AttributeValue.date(date)
    }
}

private func readItem(_ bytes: [UInt8]) -> Item? {
    guard var reader = try? JSONReader(bytes), let item = try? Item(&reader), (try? reader.end()) != nil else {
        return nil
    }
    return item
}
