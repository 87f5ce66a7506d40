import AWS
import Cryptography
import Testing

@testable import LatchkeyCore

@Suite("A new access key")
struct AccessKeysTests {
    private static let first = "AKIAIOSFODNN7EXAMPLE"
    private static let second = "AKIAI44QH8DHBEXAMPLE"

    @Test(
        "is made where the keys are still those that were seen, or nothing is said of them",
        arguments: [
            ([], []), ([first], [first]), ([], nil), ([first], nil),
        ] as [([String], [String]?)])
    func made(there: [String], seen: [String]?) async throws {
        let (account, keys) = try Self.make(there)
        let seen = try seen.map { Set(try $0.map { try #require(AccessKeyID($0)) }) }
        let key = try await keys.create(for: try userName("alice"), seen: seen)
        #expect(account.with { $0.keys["alice"] } == there + [key.accessKeyID.description])
    }

    @Test(
        "is not made where they are others",
        arguments: [([first], []), ([], [first]), ([second], [first]), ([first], [first, second])]
            as [([String], [String])])
    func notMade(there: [String], seen: [String]) async throws {
        let (account, keys) = try Self.make(there)
        let seen = Set(try seen.map { try #require(AccessKeyID($0)) })
        let error = await #expect(throws: CoreError.self) {
            try await keys.create(for: try userName("alice"), seen: seen)
        }
        guard case .accessKeysChanged(let existing) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(existing.map(\.description) == there)
        #expect(account.with { $0.operations } == ["ListAccessKeys"])
    }

    @Test("is refused for the limit first, whatever was seen")
    func limit() async throws {
        let (_, keys) = try Self.make([Self.first, Self.second])
        let error = await #expect(throws: CoreError.self) {
            try await keys.create(for: try userName("alice"), seen: [])
        }
        guard case .accessKeyLimit = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    private static func make(_ there: [String]) throws -> (FakeAccount, AccessKeys) {
        let account = FakeAccount()
        account.with { $0.keys["alice"] = there }
        let iam = IAM(
            Client(
                transport: account,
                credentials: StaticCredentials(
                    Credentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: Secret("secret"))),
                endpoints: Endpoints(region: try #require(Region("us-east-1")))))
        return (account, AccessKeys(iam: iam, afterwards: iam))
    }
}
