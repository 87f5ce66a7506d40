import AWS
import FoundationEssentials
import Secrets
import Testing

@testable import Applications
@testable import FakeAWS

@Suite(.timeLimit(.minutes(1))) struct ApplicationTableTests {
    private let account = FakeAccount()

    private func table() throws -> ApplicationTable {
        ApplicationTable(
            table: "latchkey-applications", seal: ApplicationSeal(secret: Secret(String(repeating: "k", count: 32))),
            dynamoDB: DynamoDB(try account.client()))
    }

    private func record(_ version: RegistrationVersion = .first()) throws -> ApplicationRecord {
        ApplicationRecord(
            identity: try application("aws:123456789012:role:App"), uniqueID: "AROAAPP", registration: try .make(),
            version: version, externalID: "the-id", registeredAt: ManualClock.start, changedAt: ManualClock.start + 5)
    }

    @Test func `a record is read as it was written`() async throws {
        let (table, record) = (try table(), try record())
        #expect(try await table.write(record, replacing: nil))
        #expect(try await table.record(of: application("aws:123456789012:role:app")) == record)
        let item = try #require(account.with { $0.applicationsTable.items["application/aws:123456789012:role:app"] })
        #expect(item["name"] == .s("aws:123456789012:role:App") && item["changed_at"] == .n(1_700_000_005))
    }

    @Test func `a write for another version changes nothing, and one of the same version counts as made`() async throws
    {
        let (table, first) = (try table(), try record())
        #expect(try await table.write(first, replacing: nil))
        #expect(try await table.write(first, replacing: nil))
        #expect(try await !table.write(record(), replacing: nil))
        #expect(try await !table.write(record(), replacing: .first()))
        let second = try record(first.version.next())
        #expect(try await table.write(second, replacing: first.version))
        #expect(try await !table.delete(first.identity, first.version))
        #expect(try await table.delete(first.identity, second.version))
        #expect(try await table.delete(first.identity, second.version))
    }

    @Test(arguments: [
        "", "1", "1.", "0.AAAAAAAAAAAAAAAAAAAAAA", "01.AAAAAAAAAAAAAAAAAAAAAA", "1.AAAA", "-1.AAAAAAAAAAAAAAAAAAAAAA",
    ])
    func `a text that is no version is refused`(_ text: String) {
        #expect(RegistrationVersion(text) == nil)
    }

    @Test func `versions are counted, and no two are the same`() throws {
        let first = RegistrationVersion.first()
        #expect(first.description.hasPrefix("1.") && first.next().description.hasPrefix("2."))
        #expect(first != .first() && first.next() != first.next())
        #expect(RegistrationVersion(first.description) == first)
    }

    @Test func `If-Match takes a star, one tag or several, and no weak one`() {
        let version = RegistrationVersion.first()
        let tag = version.entityTag
        for field in ["*", tag, "\"x\", \(tag)", " \(tag)\t,\"y\""] {
            #expect(VersionCondition(ifMatch: field).matches(version), "\(field)")
        }
        for field in ["", "\"\"", "W/\(tag)", version.description, "\"*\"", "*, *", "\"x\""] {
            #expect(!VersionCondition(ifMatch: field).matches(version), "\(field)")
        }
    }
}
