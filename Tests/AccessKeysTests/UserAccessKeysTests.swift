import AWS
import Concurrency
import Formats
import FoundationEssentials
import Testing

@testable import AccessKeys
@testable import FakeAWS

struct UserAccessKeysTests {
    private static let first = "AKIAIOSFODNN7EXAMPLE"
    private static let second = "AKIAI44QH8DHBEXAMPLE"

    // MARK: Listing

    @Test(arguments: [(500, "InternalFailure"), (400, "Throttling"), (403, "AccessDenied"), (404, "NoSuchEntity")])
    func `keys are listed also where AWS doesn't tell of one when it was used`(status: Int, code: String) async throws {
        let account = FakeAccount { operation, world in
            guard operation == "GetAccessKeyLastUsed", world.calls.last?.form["AccessKeyId"] == Self.first else {
                return nil
            }
            return (status, code)
        }
        account.with {
            $0.users["alice"] = [:]
            $0.keys["alice"] = [Self.first, Self.second]
        }
        let keys = UserAccessKeys(
            client: try account.client(), deadline: .now + .seconds(60), creations: AccessKeyCreations(),
            own: OwnIdentity(), served: .all)
        let listed = try await keys.list(of: try userName("alice"))
        #expect(Set(listed.map(\.metadata.accessKeyID.description)) == [Self.first, Self.second])
        for key in listed { #expect((key.lastUsed == nil) == (key.metadata.accessKeyID.description == Self.first)) }
    }

    // MARK: Making

    @Test(arguments: [([], []), ([first], [first]), ([], nil), ([first], nil)] as [([String], [String]?)])
    func `a key is made when the user still has the keys that were seen, or when nothing is said of them`(
        existing: [String], seen: [String]?
    ) async throws {
        let (account, keys) = try Self.make(existing)
        let seen = try seen.map { Set(try $0.map { try #require(AccessKeyID($0)) }) }
        let key = try await keys.create(for: try userName("alice"), seen: seen)
        #expect(account.with { $0.keys["alice"] } == existing + [key.accessKeyID.description])
    }

    @Test(
        arguments: [([first], []), ([], [first]), ([second], [first]), ([first], [first, second])]
            as [([String], [String])])
    func `no key is made when the user's keys aren't those that were seen`(
        existing: [String], seen: [String]
    ) async throws {
        let (account, keys) = try Self.make(existing)
        let seen = Set(try seen.map { try #require(AccessKeyID($0)) })
        let error = await #expect(throws: AccessKeysError.self) {
            try await keys.create(for: try userName("alice"), seen: seen)
        }
        guard case .keysChanged(let found) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(found.map(\.description) == existing)
        #expect(account.with { $0.operations } == ["ListAccessKeys"])
    }

    @Test func `a third key is refused because of the limit, whichever keys were seen`() async throws {
        let (_, keys) = try Self.make([Self.first, Self.second])
        let error = await #expect(throws: AccessKeysError.self) {
            try await keys.create(for: try userName("alice"), seen: [])
        }
        guard case .limitReached = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test(arguments: ["latchkey", "Latchkey"])
    func `Latchkey's own user can neither see, make, change nor delete keys`(name: String) async throws {
        let (account, keys) = try Self.make([])
        let key = try #require(AccessKeyID(Self.first))
        account.with {
            $0.users[name] = [:]
            $0.keys[name] = [Self.first]
        }
        let own = try userName(name)
        for attempt in [
            { _ = try await keys.list(of: own) }, { _ = try await keys.create(for: own) },
            { try await keys.update(key, to: .active, of: own) },
            { try await keys.update(key, to: .inactive, of: own) }, { try await keys.delete(key, of: own) },
        ] as [() async throws -> Void] {
            let error = await #expect(throws: AccessKeysError.self) { try await attempt() }
            guard case .userNotServed = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
        }
        #expect(account.with { $0.operations } == [])
    }

    @Test func `while STS doesn't say who Latchkey is, keys can be deactivated and deleted, and nothing else`()
        async throws
    {
        let account = FakeAccount { operation, _ in operation == "GetCallerIdentity" ? (403, "AccessDenied") : nil }
        account.with {
            $0.users["alice"] = [:]
            $0.keys["alice"] = [Self.first]
        }
        let keys = UserAccessKeys(
            client: try account.client(), deadline: .now + .seconds(60), creations: AccessKeyCreations(),
            own: OwnIdentity(), served: .all)
        let (alice, key) = (try userName("alice"), try #require(AccessKeyID(Self.first)))
        await #expect(throws: AccessKeysError.self) { try await keys.create(for: alice) }
        await #expect(throws: AccessKeysError.self) { try await keys.update(key, to: .active, of: alice) }
        try await keys.delete(key, of: alice)
        #expect(account.with { $0.keys["alice"] } == [])
    }

    @Test func `a new key that IAM doesn't list yet counts as seen, and its owner alone can delete it`() async throws {
        let (account, keys) = try Self.make([], hidingFirst: 4)
        account.with { $0.keys["bob"] = [] }
        let alice = try userName("alice")
        let made = try await keys.create(for: alice, seen: [])
        let error = await #expect(throws: AccessKeysError.self) { try await keys.create(for: alice, seen: []) }
        guard case .keysChanged([made.accessKeyID]) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        await #expect(throws: AccessKeysError.self) {
            try await keys.delete(made.accessKeyID, of: try userName("bob"))
        }
        try await keys.delete(made.accessKeyID, of: alice)
        #expect(account.with { $0.keys["alice"] } == [])
        _ = try await keys.create(for: alice, seen: [])
    }

    @Test func `when AWS refuses a third key, the error names both, even those that IAM doesn't list yet`() async throws
    {
        let (_, keys) = try Self.make([], hidingFirst: 4)
        let alice = try userName("alice")
        let made = [try await keys.create(for: alice), try await keys.create(for: alice)]
        let error = await #expect(throws: AccessKeysError.self) { try await keys.create(for: alice) }
        guard case .limitReached(made.map(\.accessKeyID)) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func `two creations for one user run one after the other`() async throws {
        let (account, keys) = try Self.make([])
        let alice = try userName("alice")
        await withTaskGroup { group in
            for _ in 0..<2 { group.addTask { _ = try? await keys.create(for: alice) } }
        }
        let once = ["ListAccessKeys", "CreateAccessKey"]
        #expect(account.with { $0.operations } == once + once)
    }

    // MARK: A creation whose answer is lost

    @Test func `a key whose answer got lost is found and deleted`() async throws {
        let (account, keys) = try Self.make([Self.first], losing: 1)
        #expect(try await Self.outcome(keys) == .deleted)
        #expect(account.with { $0.keys["alice"] } == [Self.first])
        #expect(account.with { $0.operations.filter { $0 == "CreateAccessKey" }.count } == 1)
    }

    @Test func `a key that was made before or after the request, or was used, isn't taken for the lost one`()
        async throws
    {
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
            let outcome = try await Self.outcome(keys)
            let isOld = account.with { $0.keyDates[Self.second] }?.hasPrefix("2020") ?? false
            #expect(outcome == .mayExist(isOld ? [] : [try #require(AccessKeyID(Self.second))]))
            #expect(account.with { $0.keys["alice"] } == [Self.second])
        }
    }

    @Test func `a key that was handed out isn't taken for a lost one when IAM lists it late`() async throws {
        let (account, keys) = try Self.make([], losing: 2, hidingFirst: 2)
        let made = try await keys.create(for: try userName("alice"))
        #expect(try await Self.outcome(keys) == .deleted)
        #expect(account.with { $0.keys["alice"] } == [made.accessKeyID.description])
    }

    /// What became of the key of a creation whose answer got lost.
    private static func outcome(_ keys: UserAccessKeys) async throws -> LostAccessKey.Outcome? {
        let alice = try userName("alice")
        let error = await #expect(throws: AccessKeysError.self) { try await keys.create(for: alice) }
        guard case .outcomeUnknown(let outcome, _) = error else { return nil }
        return outcome
    }

    /// An account in which alice has the keys `existing`. The creation with the number `lost` makes a key and answers an
    /// error; `onCreation` runs in place of every creation, which then answers an error; the first `hidden` lists of keys are
    /// empty.
    private static func make(
        _ existing: [String], losing lost: Int? = nil, hidingFirst hidden: Int = 0,
        onCreation: (@Sendable (inout FakeAccount.World) -> Void)? = nil
    ) throws -> (FakeAccount, UserAccessKeys) {
        let own = CallerIdentity(
            account: try #require(AccountID("123456789012")),
            arn: try #require(ARN("arn:aws:iam::123456789012:user/service/Latchkey")), userID: "AIDA")
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
            $0.keys["alice"] = existing
        }
        let keys = UserAccessKeys(
            client: try account.client(), deadline: .now + .seconds(60), creations: AccessKeyCreations(),
            own: OwnIdentity(own), served: .all, cleanUpTime: .milliseconds(100))
        return (account, keys)
    }
}
