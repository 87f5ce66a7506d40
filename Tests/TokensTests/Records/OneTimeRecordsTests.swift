import AWS
import Formats
import FoundationEssentials
import Secrets
import Testing
import Transport

@testable import FakeAWS
@testable import Tokens

@Suite(.timeLimit(.minutes(1))) struct OneTimeRecordsTests {
    private let clock = ManualClock()
    private let value = Array("alice".utf8)

    private func records(_ transport: any Transport) throws -> OneTimeRecords {
        let client = Client(
            transport: transport,
            credentials: StaticCredentials(Credentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: Secret("secret"))),
            endpoints: Endpoints(region: try #require(Region("us-east-1"))), timekeeper: clock.movedByWaits)
        return OneTimeRecords(
            table: "latchkey-tokens",
            keys: SealingKeys(secret: Secret("0123456789abcdef0123456789abcdef"), purpose: "one-time records"),
            dynamoDB: DynamoDB(client), timekeeper: clock.standing)
    }

    private func items(_ account: FakeAccount) -> [String: Item] { account.with { $0.tokensTable.items } }

    // MARK: Spending

    @Test func `a nonce is spent once, on whichever node`() async throws {
        let account = FakeAccount()
        let (one, two) = (try records(account), try records(account))
        #expect(try await one.spend(.nonce, "AKIA\nabc", until: clock.now + 300))
        #expect(try await !one.spend(.nonce, "AKIA\nabc", until: clock.now + 300))
        #expect(try await !two.spend(.nonce, "AKIA\nabc", until: clock.now + 300))
        #expect(try await two.spend(.nonce, "AKIB\nabc", until: clock.now + 300))
        #expect(try await two.spend(OneTimeKind("token"), "AKIA\nabc", until: clock.now + 300))
    }

    @Test func `one request may spend a nonce again, on whichever node, and no other may`() async throws {
        let account = FakeAccount()
        let (one, two) = (try records(account), try records(account))
        for records in [one, two, one] {
            #expect(try await records.spend(.nonce, "AKIA\nabc", until: clock.now + 300, in: "0a0a0a0a"))
        }
        #expect(try await !two.spend(.nonce, "AKIA\nabc", until: clock.now + 300, in: "0b0b0b0b"))
        #expect(try await !one.spend(.nonce, "AKIA\nabc", until: clock.now + 300))
    }

    @Test func `the record of a nonce has its digest, and stays an hour longer than the nonce could be accepted`()
        async throws
    {
        let account = FakeAccount()
        _ = try await records(account).spend(.nonce, "AKIA\nabc", until: clock.now + 300)
        let (id, item) = try #require(items(account).first)
        // Python: base64url of hashlib.sha256(b"AKIA\nabc").
        #expect(id == "nonce/efaZcN2JCsNPXX7eX-3n8qTWxuB24ri6Xv7D2K3QpH0")
        #expect(item["expires_at"] == .n(Int(ManualClock.start.timeIntervalSince1970) + 3_900))
        #expect(item.keys.sorted() == ["expires_at", "id", "made_by"])
    }

    @Test func `of many that spend a nonce at the same time one succeeds`() async throws {
        let account = FakeAccount()
        let records = try records(account)
        let end = clock.now + 300
        let successes = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<50 {
                group.addTask { (try? await records.spend(.nonce, "n", until: end)) ?? false }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(successes == 1)
    }

    @Test func `who repeats a write whose answer was lost still is the first, and the only one`() async throws {
        let transport = LosingTransport(FakeAccount(), losing: 1...1)
        let records = try records(transport)
        #expect(try await records.spend(.nonce, "n", until: clock.now + 300))
        #expect(transport.count == 2)
        #expect(try await !records.spend(.nonce, "n", until: clock.now + 300))
    }

    @Test func `when the answer stays lost nobody accepts the nonce`() async throws {
        let records = try records(LosingTransport(FakeAccount(), losing: 1...4))
        await #expect(throws: AWSError.self) { try await records.spend(.nonce, "n", until: clock.now + 300) }
        #expect(try await !records.spend(.nonce, "n", until: clock.now + 300))
    }

    @Test func `a table that can't be reached or isn't there is an error, and accepts nothing`() async throws {
        for code in ["ResourceNotFoundException", "AccessDeniedException"] {
            let records = try records(FakeAccount { _, _ in (400, code) })
            await #expect(throws: AWSError.self) { try await records.spend(.nonce, "n", until: clock.now + 300) }
            await #expect(throws: AWSError.self) { try await records.issue(.link, for: value, until: clock.now + 60) }
            await #expect(throws: AWSError.self) {
                try await records.redeem(.link, String(repeating: "A", count: 43))
            }
        }
    }

    // MARK: Codes

    @Test func `whoever has a code can look at its value until it is redeemed or has expired`() async throws {
        let records = try records(FakeAccount())
        let codes = [
            try #require(try await records.issue(.link, for: value, until: clock.now + 60)).reveal(),
            try #require(try await records.issue(.link, for: value, until: clock.now + 60)).reveal(),
        ]
        for code in codes + codes { #expect(try await records.redeemable(.link, code) == value) }
        #expect(try await records.redeemable(.nonce, codes[0]) == nil)
        #expect(try await records.redeemable(.link, String(repeating: "A", count: 43)) == nil)
        #expect(try await records.redeem(.link, codes[0]) == value)
        #expect(try await records.redeemable(.link, codes[0]) == nil)
        clock.setAhead(61)
        #expect(try await records.redeemable(.link, codes[1]) == nil)
    }

    @Test func `a code brings its value once, on whichever node`() async throws {
        let account = FakeAccount()
        let (one, two) = (try records(account), try records(account))
        let code = try #require(try await one.issue(.link, for: value, until: clock.now + 60)).reveal()
        #expect(code.utf8.count == 43)
        #expect(try await two.redeem(.link, code) == value)
        #expect(try await two.redeem(.link, code) == nil)
        #expect(try await one.redeem(.link, code) == nil)
    }

    @Test func `of many that redeem a code at the same time one gets the value`() async throws {
        let account = FakeAccount()
        let records = try records(account)
        let code = try #require(try await records.issue(.link, for: value, until: clock.now + 60)).reveal()
        let values = await withTaskGroup(of: [UInt8]?.self) { group in
            for _ in 0..<50 { group.addTask { (try? await records.redeem(.link, code)) ?? nil } }
            return await group.reduce(into: []) { $0 += $1.map { [$0] } ?? [] }
        }
        #expect(values == [value])
    }

    @Test func `a code is valid until it expires`() async throws {
        let account = FakeAccount()
        let records = try records(account)
        let codes = [
            try await records.issue(.link, for: value, until: clock.now + 60),
            try await records.issue(.link, for: value, until: clock.now + 60),
        ].compactMap { $0?.reveal() }
        clock.advance(59)
        #expect(try await records.redeem(.link, codes[0]) == value)
        clock.advance(1)
        #expect(try await records.redeem(.link, codes[1]) == nil)
    }

    @Test func `a code of another kind, or one that nobody made, brings nothing`() async throws {
        let account = FakeAccount()
        let records = try records(account)
        let code = try #require(try await records.issue(.link, for: value, until: clock.now + 60)).reveal()
        #expect(try await records.redeem(OneTimeKind("other"), code) == nil)
        #expect(try await records.redeem(.link, String(repeating: "A", count: 43)) == nil)
        #expect(items(account).count == 1)
        #expect(try await records.redeem(.link, code) == value)
    }

    @Test(arguments: ["", "A", String(repeating: "A", count: 44), String(repeating: "é", count: 43), "../revocations"])
    func `what can't be a code isn't looked up`(text: String) async throws {
        let account = FakeAccount()
        #expect(try await records(account).redeem(.link, text) == nil)
        #expect(account.with { $0.calls.isEmpty })
    }

    @Test func `who redeems a code whose answer was lost gets the value, and nobody else does`() async throws {
        let transport = LosingTransport(FakeAccount(), losing: 2...2)
        let records = try records(transport)
        let code = try #require(try await records.issue(.link, for: value, until: clock.now + 60)).reveal()
        #expect(try await records.redeem(.link, code) == value)
        #expect(transport.count == 3)
        #expect(try await records.redeem(.link, code) == nil)
    }

    @Test func `when the answer stays lost nobody gets the value`() async throws {
        let records = try records(LosingTransport(FakeAccount(), losing: 2...5))
        let code = try #require(try await records.issue(.link, for: value, until: clock.now + 600)).reveal()
        await #expect(throws: AWSError.self) { try await records.redeem(.link, code) }
        #expect(try await records.redeem(.link, code) == nil)
    }

    @Test func `the table has neither the code nor what it stands for`() async throws {
        let account = FakeAccount()
        let code = try #require(try await records(account).issue(.link, for: value, until: clock.now + 60)).reveal()
        let text = "\(items(account))"
        #expect(text.contains("link/") && !text.contains(code) && !text.contains("alice"))
    }

    @Test func `who writes the table can't make a code, nor give one another value`() async throws {
        let account = FakeAccount()
        let records = try records(account)
        let mine = try #require(try await records.issue(.link, for: Array("mallory".utf8), until: clock.now + 60))
            .reveal()
        let myContent = try #require(items(account).values.first?["content"])
        account.with { $0.tokensTable.items = [:] }
        let code = try #require(try await records.issue(.link, for: value, until: clock.now + 60)).reveal()
        let id = try #require(items(account).keys.first)
        // The content of another item.
        account.with { $0.tokensTable.items[id]?["content"] = myContent }
        #expect(try await records.redeem(.link, code) == nil)
        // A content sealed under another secret, and none at all.
        let foreign = SealingKeys(secret: Secret(String(repeating: "x", count: 32)), purpose: "one-time records")
        let forged = foreign.seal(Array("admin".utf8), context: id)?.text ?? ""
        for content in [AttributeValue.s(forged), .s("admin"), .n(1), nil] {
            account.with { world in
                world.tokensTable.items[id] = ["id": .s(id), "expires_at": .n(9_999_999_999), "content": content]
                    .compactMapValues { $0 }
            }
            #expect(try await records.redeem(.link, code) == nil)
        }
        #expect(try await records.redeem(.link, mine) == nil)
    }

    @Test func `a code made under a former secret is redeemed`() async throws {
        let account = FakeAccount()
        let code = try #require(try await records(account).issue(.link, for: value, until: clock.now + 60)).reveal()
        let keys = SealingKeys(
            secret: Secret(String(repeating: "n", count: 32)), former: [Secret("0123456789abcdef0123456789abcdef")],
            purpose: "one-time records")
        let rotated = OneTimeRecords(
            table: "latchkey-tokens", keys: keys, dynamoDB: DynamoDB(try account.client()), timekeeper: clock.standing)
        #expect(try await rotated.redeem(.link, code) == value)
    }

    @Test func `a value that is too long gets no code`() async throws {
        let account = FakeAccount()
        let long = [UInt8](repeating: 1, count: SealedValue.maximumContentByteCount + 1)
        #expect(try await records(account).issue(.link, for: long, until: clock.now + 60) == nil)
        #expect(account.with { $0.calls.isEmpty })
    }
}
