import AWS
import Concurrency
import FoundationEssentials
import Testing

@testable import Baseline

@Suite(.timeLimit(.minutes(1))) struct FirstSecretsTests {
    private static let passwordFile = "123456789012-alice-password.asc"
    private static let keyFile = "123456789012-alice-access-key.asc"

    private func person(key: [UInt8]? = [1]) throws -> PersonEntry {
        PersonEntry(
            name: try #require(UserName("alice")), pgpKey: key, consolePassword: true, changeAtFirstSignIn: true,
            accessKey: true)
    }

    private func secrets(_ users: FakeUsers, _ outbox: Outbox) throws -> FirstSecrets {
        let account = AWSAccount(id: try #require(AccountID("123456789012")), partition: .aws)
        return FirstSecrets(
            iam: IAM(try users.client()), account: account, alias: "example", minimumPasswordLength: 14,
            encryption: Reversed(), delivery: outbox,
            random: { count in (0..<count).map { _ in .random(in: .min ... .max) } },
            timekeeper: Timekeeper(sleep: { _ in }), times: .init())
    }

    private static func users(fate: @escaping @Sendable (String, Int) -> FakeUsers.Fate = { _, _ in .answered })
        -> FakeUsers
    {
        let users = FakeUsers(fate: fate)
        users.with { $0.users["alice"] = .init() }
        return users
    }

    @Test func `a password is the user's once its message is delivered`() async throws {
        let (users, outbox) = (Self.users(), Outbox())
        let report = try await secrets(users, outbox).make(.password, for: person())
        #expect(report == .init(fileName: Self.passwordFile))
        let alice = try #require(users["alice"])
        let password = try #require(alice.password)
        #expect(alice.mustChangePassword && outbox.text(Self.passwordFile).contains("Password    \(password)\n"))
        #expect(outbox.text(Self.passwordFile).contains("https://example.signin.aws.amazon.com/console"))
        // A second try finds it.
        #expect(try await secrets(users, outbox).make(.password, for: person()) == .init())
        #expect(users["alice"]?.password == password)
    }

    @Test func `an access key is marked before it is made, and given once`() async throws {
        let (users, outbox) = (Self.users(), Outbox())
        let report = try await secrets(users, outbox).make(.accessKey, for: person())
        #expect(report == .init(fileName: Self.keyFile))
        let alice = try #require(users["alice"])
        let (id, key) = try #require(alice.keys.first)
        #expect(alice.tags == ["latchkey:first-key": "given \(id)"])
        #expect(
            outbox.text(Self.keyFile).contains("aws_access_key_id = \(id)\naws_secret_access_key = \(key.secret)\n"))
        #expect(users.calls.prefix(4) == ["GetUser", "TagUser", "ListAccessKeys", "CreateAccessKey"])
        // Whoever has deleted their first key makes the next one themselves.
        users.with { $0.users["alice"]?.keys = [:] }
        #expect(try await secrets(users, outbox).make(.accessKey, for: person()) == .init())
        #expect(users["alice"]?.keys.isEmpty == true)
    }

    @Test func `nothing is begun for who has no key, or one that can't be used`() async throws {
        for (key, error) in [(nil, FirstSecretError.noKey), ([0], .encryption("it expired"))]
            as [([UInt8]?, FirstSecretError)]
        {
            for secret in FirstSecret.allCases {
                let users = Self.users()
                await #expect(throws: error) { try await secrets(users, Outbox()).make(secret, for: person(key: key)) }
                #expect(users.calls.isEmpty)
            }
        }
    }

    @Test func `where nothing can be delivered, no secret is left`() async throws {
        let users = Self.users()
        let outbox = Outbox(isBroken: true)
        for secret in FirstSecret.allCases {
            await #expect(throws: FirstSecretError.delivery("the disk is full")) {
                try await secrets(users, outbox).make(secret, for: person())
            }
        }
        #expect(users["alice"]?.password == nil && users["alice"]?.keys.isEmpty == true)
    }

    /// Each call is lost in each way, and the work taken up again: in the end the one secret in use is the delivered one.
    @Test(arguments: FirstSecret.allCases)
    func `broken off at any call, it is taken up again, and no secret is left that nobody was given`(
        secret: FirstSecret
    ) async throws {
        let fates: [FakeUsers.Fate] = [.lostBefore, .lostAfter, .refused("AccessDenied"), .refused("ServiceFailure")]
        for broken in 0..<8 {
            for fate in fates {
                let users = Self.users { _, count in count == broken ? fate : .answered }
                let outbox = Outbox()
                let (maker, person) = (try secrets(users, outbox), try person())
                do throws(FirstSecretError) {
                    _ = try await maker.make(secret, for: person)
                } catch {
                    _ = try await maker.make(secret, for: person)
                }
                let alice = try #require(users["alice"])
                switch secret {
                case .password:
                    let password = try #require(alice.password, "\(broken) \(fate)")
                    #expect(outbox.text(Self.passwordFile).contains(password), "\(broken) \(fate)")
                case .accessKey:
                    #expect(alice.keys.count == 1, "\(broken) \(fate)")
                    let (id, key) = try #require(alice.keys.first)
                    #expect(outbox.text(Self.keyFile).contains(key.secret), "\(broken) \(fate)")
                    #expect(alice.tags["latchkey:first-key"] == "given \(id)")
                }
            }
        }
    }

    @Test func `a key that was there before, or is used, is nobody's lost one`() async throws {
        let (users, outbox) = (Self.users(), Outbox())
        let since = Date(timeIntervalSince1970: (Date.now.timeIntervalSince1970 - 100_000).rounded())
        let claimed = ["latchkey:first-key-claim": FirstSecretTag.pending(since: since, run: "a1").value]
        users.with { world in
            world.users["alice"]?.tags = claimed
            world.users["alice"]?.keys = [
                "AKIA000000000000BEFORE": .init(created: since - 10),
                "AKIA0000000000000USED": .init(created: since + 10, isUsed: true),
            ]
        }
        #expect(try await secrets(users, outbox).make(.accessKey, for: person()) == .init())
        #expect(users["alice"]?.keys.count == 2 && outbox.names.isEmpty)
        // One that the person made long afterwards, and hasn't used yet.
        users.with { world in
            world.users["alice"]?.tags = claimed
            world.users["alice"]?.keys = ["AKIA0000000000000OWN": .init(created: since + 3_600)]
        }
        #expect(try await secrets(users, outbox).make(.accessKey, for: person()) == .init())
        #expect(users["alice"]?.keys.count == 1 && outbox.names.isEmpty)
        users.with { world in
            world.users["alice"]?.tags = claimed
            world.users["alice"]?.keys = ["AKIA0000000000000LOST": .init(created: since)]
        }
        let report = try await secrets(users, outbox).make(.accessKey, for: person())
        #expect(report.deletedKeys.map(\.rawValue) == ["AKIA0000000000000LOST"] && report.fileName == Self.keyFile)
    }
}
