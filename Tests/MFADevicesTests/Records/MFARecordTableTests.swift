import AWS
import Problems
import Testing

@testable import FakeAWS
@testable import MFADevices

@Suite(.timeLimit(.minutes(1))) struct MFARecordTableTests {
    private let clock = ManualClock()
    private let ann: UserName
    private let phone: MFASerialNumber
    private let tablet: MFASerialNumber

    init() throws {
        ann = try userName("ann")
        phone = try #require(MFASerialNumber("arn:aws:iam::123456789012:mfa/latchkey/ann/phone"))
        tablet = try #require(MFASerialNumber("arn:aws:iam::123456789012:mfa/latchkey/ann/tablet"))
    }

    private func node(of account: FakeAccount) throws -> MFARecordTable {
        MFARecordTable(
            table: "latchkey-tokens", client: try account.client(timekeeper: clock.standing),
            longestRequest: .seconds(60))
    }

    private func refusal(_ body: () async throws -> Void) async -> String? {
        await #expect(throws: MFADevicesError.self) { try await body() }?.problem.kind
    }

    @Test func `two nodes count together, whatever the case of the name, and nobody else's`() async throws {
        let account = FakeAccount()
        let nodes = [try node(of: account), try node(of: account)]
        for number in 0..<5 {
            _ = try await nodes[number % 2].beginAttempt(of: userName(number % 2 == 0 ? "ann" : "ANN"))
        }
        for node in nodes {
            #expect(await refusal { _ = try await node.beginAttempt(of: ann) } == "mfa-too-many-attempts")
        }
        _ = try await nodes[0].beginAttempt(of: userName("bob"))
        #expect(account.with { Set($0.tokensTable.items.keys) } == ["mfa/ann", "mfa/bob"])
        clock.advance(300)
        _ = try await nodes[1].beginAttempt(of: ann)
    }

    @Test func `right codes make up for the wrong ones, and what AWS didn't judge doesn't count`() async throws {
        let table = try node(of: FakeAccount())
        for _ in 0..<9 {
            let attempt = try await table.beginAttempt(of: ann)
            await table.withdraw(attempt, of: ann)
        }
        for _ in 0..<4 { _ = try await table.beginAttempt(of: ann) }
        await table.noteSuccess(of: ann)
        for _ in 0..<5 { _ = try await table.beginAttempt(of: ann) }
        #expect(await refusal { _ = try await table.beginAttempt(of: ann) } == "mfa-too-many-attempts")
    }

    @Test func `a first device counts for twice the longest request and a minute`() async throws {
        let account = FakeAccount()
        let nodes = [try node(of: account), try node(of: account)]
        try await nodes[0].beginFirstDevice(phone, of: ann)
        clock.advance(179)
        #expect(await refusal { try await nodes[1].beginFirstDevice(tablet, of: ann) } == "mfa-enrolment-over")
        clock.advance(1)
        try await nodes[1].beginFirstDevice(tablet, of: ann)
    }

    @Test func `who failed, and whom an operator helped, begin anew`() async throws {
        let table = try node(of: FakeAccount())
        try await table.beginFirstDevice(phone, of: ann)
        await table.endFirstDevice(tablet, of: ann)
        #expect(await refusal { try await table.beginFirstDevice(tablet, of: ann) } == "mfa-enrolment-over")
        await table.endFirstDevice(phone, of: ann)
        try await table.beginFirstDevice(tablet, of: ann)
        for _ in 0..<5 { _ = try await table.beginAttempt(of: ann) }
        try await table.forget(ann)
        try await table.beginFirstDevice(phone, of: ann)
        _ = try await table.beginAttempt(of: ann)
    }

    @Test func `a write that another node was faster with is made again on what that one wrote`() async throws {
        let account = FakeAccount { operation, world in
            guard operation == "UpdateItem", world.operations.filter({ $0 == operation }).count == 1 else { return nil }
            var other = MFARecord(attempts: Array(repeating: 1_700_000_000_000, count: 5)).attributes
            other["id"] = .s("mfa/ann")
            other["version"] = .s("of another node")
            world.tokensTable.items["mfa/ann"] = other
            return nil
        }
        let table = try node(of: account)
        #expect(await refusal { _ = try await table.beginAttempt(of: ann) } == "mfa-too-many-attempts")
        #expect(account.with { $0.tokensTable.items["mfa/ann"]?["version"] } == .s("of another node"))
    }

    @Test func `a write whose answer is lost is counted once`() async throws {
        let account = FakeAccount { operation, world in
            let isFirst = operation == "UpdateItem" && world.operations.filter { $0 == operation }.count == 1
            return isFirst ? (500, "InternalServerError") : nil
        }
        _ = try await node(of: account).beginAttempt(of: ann)
        guard case .l(let attempts)? = account.with({ $0.tokensTable.items["mfa/ann"]?["attempts"] }) else {
            Issue.record("no record")
            return
        }
        #expect(attempts.count == 1)
    }

    @Test func `who is always late is told so`() async throws {
        let account = FakeAccount { operation, _ in
            operation == "UpdateItem" ? (400, "ConditionalCheckFailedException") : nil
        }
        #expect(await refusal { try await node(of: account).beginFirstDevice(phone, of: ann) } == "mfa-contended")
    }

    @Test(arguments: ["GetItem", "UpdateItem"])
    func `without the table nothing is begun`(operation: String) async throws {
        let account = FakeAccount { called, _ in called == operation ? (400, "ResourceNotFoundException") : nil }
        let table = try node(of: account)
        #expect(await refusal { _ = try await table.beginAttempt(of: ann) } == "aws-refused")
        #expect(await refusal { try await table.beginRemoval(of: phone, among: [], of: ann) } != nil)
    }
}
