import AWS
import Cryptography
import Formats
import FoundationEssentials
import Secrets
import Testing

@testable import FakeAWS
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

    @Test("whose answer got lost is found and deleted")
    func lost() async throws {
        let (account, keys) = try Self.make([Self.first], losing: 1)
        #expect(try await Self.remains(keys) == AccessKeys.Remains.none)
        #expect(account.with { $0.keys["alice"] } == [Self.first])
        #expect(account.with { $0.operations.filter { $0 == "CreateAccessKey" }.count } == 1)
    }

    @Test("is not looked for among those that were made before it or after it, or were used")
    func others() async throws {
        let later = Timestamp.format(.now.addingTimeInterval(60))
        for change in [
            { $0.keyDates[Self.second] = "2020-01-01T00:00:00Z" }, { $0.keyDates[Self.second] = later },
            { $0.usedKeys = [Self.second] },
        ] as [@Sendable (inout FakeAccount.World) -> Void] {
            let (account, keys) = try Self.make(
                [],
                onCreation: { world in
                    world.keys["alice"] = [Self.second]
                    change(&world)
                })
            let remains = try await Self.remains(keys)
            let isOld = account.with { $0.keyDates[Self.second] }?.hasPrefix("2020") ?? false
            #expect(remains == .possible(isOld ? [] : [try #require(AccessKeyID(Self.second))]))
            #expect(account.with { $0.keys["alice"] } == [Self.second])
        }
    }

    @Test("that was handed out is nobody's orphan, when IAM lists it late")
    func handedOut() async throws {
        let (account, keys) = try Self.make([], losing: 2, hidingFirst: 2)
        let made = try await keys.create(for: try userName("alice"))
        #expect(try await Self.remains(keys) == AccessKeys.Remains.none)
        #expect(account.with { $0.keys["alice"] } == [made.accessKeyID.description])
    }

    @Test("is not made again, and can be deleted, while IAM doesn't list it yet")
    func listedLate() async throws {
        let (account, keys) = try Self.make([], hidingFirst: 4)
        account.with { $0.keys["bob"] = [] }
        let alice = try userName("alice")
        let made = try await keys.create(for: alice, seen: [])
        let error = await #expect(throws: CoreError.self) { try await keys.create(for: alice, seen: []) }
        guard case .accessKeysChanged([made.accessKeyID]) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        await #expect(throws: CoreError.self) { try await keys.delete(made.accessKeyID, of: try userName("bob")) }
        try await keys.delete(made.accessKeyID, of: alice)
        #expect(account.with { $0.keys["alice"] } == [])
        _ = try await keys.create(for: alice, seen: [])
    }

    @Test("that AWS refuses as a third names both, also one that IAM doesn't list yet")
    func thirdWhileListedLate() async throws {
        let (_, keys) = try Self.make([], hidingFirst: 4)
        let alice = try userName("alice")
        let made = [try await keys.create(for: alice), try await keys.create(for: alice)]
        let error = await #expect(throws: CoreError.self) { try await keys.create(for: alice) }
        guard case .accessKeyLimit(made.map(\.accessKeyID)) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test("is made after the one that is under way for the same person")
    func oneByOne() async throws {
        let (account, keys) = try Self.make([])
        let alice = try userName("alice")
        await withTaskGroup { group in
            for _ in 0..<2 { group.addTask { _ = try? await keys.create(for: alice) } }
        }
        let once = ["ListAccessKeys", "CreateAccessKey"]
        #expect(account.with { $0.operations } == once + once)
    }

    /// What a lost creation may have left.
    private static func remains(_ keys: AccessKeys) async throws -> AccessKeys.Remains? {
        let alice = try userName("alice")
        let error = await #expect(throws: CoreError.self) { try await keys.create(for: alice) }
        guard case .accessKeyOutcomeUnknown(let remains, _) = error else { return nil }
        return remains
    }

    /// An account in which one creation's answer gets lost, or another thing happens in a creation's place, and the first
    /// lists are empty.
    private static func make(
        _ there: [String], losing lost: Int? = nil, hidingFirst hidden: Int = 0,
        onCreation: (@Sendable (inout FakeAccount.World) -> Void)? = nil
    ) throws -> (FakeAccount, AccessKeys) {
        let account = FakeAccount { operation, world in
            let count = world.operations.filter { $0 == operation }.count
            world.hidesKeys = operation == "ListAccessKeys" && count <= hidden
            guard operation == "CreateAccessKey" else { return nil }
            if world.keys["alice", default: []].count == 2 { return (409, "LimitExceeded") }
            if let onCreation {
                onCreation(&world)
            } else if count == lost {
                world.keys["alice", default: []].append("AKIALOST000000000000")
            } else {
                return nil
            }
            return (500, "InternalFailure")
        }
        account.with {
            $0.users["alice"] = [:]
            $0.keys["alice"] = there
        }
        let keys = AccessKeys(
            client: try account.client(), deadline: .now + .seconds(60), creations: AccessKeyCreations(),
            lookUpTime: .milliseconds(100))
        return (account, keys)
    }
}
