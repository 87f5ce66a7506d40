import AWS
import Concurrency
import FoundationEssentials
import Secrets
import Settings
import Tokens

@testable import FakeAWS
@testable import Machines

/// Machines of people over an account in memory.
struct MachinesBench {
    static let secret = SecretSettings(secret: Secret(String(repeating: "k", count: 32)))
    static let ann = PersonKey(text: "ann") ?? { fatalError("no name") }()
    let account: FakeAccount
    let clock = ManualClock()
    let signIns: MachineSignIns

    init(_ intercept: @escaping FakeAccount.Intercept = { _, _ in nil }) throws {
        account = FakeAccount(intercept: intercept)
        let client = try account.client(timekeeper: clock.standing)
        signIns = MachineSignIns(
            table: MachineTable(
                table: "latchkey-tokens", seal: MachineSeal(Self.secret), dynamoDB: DynamoDB(client)),
            sealing: TokenSealing(Self.secret, FormerSecretSettings()),
            lifetimes: TokenLifetimes(access: 900, signIn: 43_200), timekeeper: clock.standing)
    }

    /// What somebody agreed to just now.
    func agreed(_ person: PersonKey = ann, label: String? = "ann-laptop") async throws -> MachineSignIn {
        MachineSignIn(
            person: person, name: "ann@example.com", client: "latchkey", label: label, tags: "Team=blue",
            lastEnd: try await signIns.lastEnd(of: person))
    }

    @discardableResult func begin(_ person: PersonKey = ann, label: String? = "ann-laptop") async throws -> IssuedTokens
    {
        try await signIns.begin(try await agreed(person, label: label))
    }

    func renew(_ tokens: IssuedTokens, for client: String? = "latchkey") async throws -> IssuedTokens {
        guard let token = signIns.open(tokens.refresh.reveal(), .refresh) else { throw MachinesError.unknownToken }
        return try await signIns.renew(token, for: client)
    }

    func machine(_ tokens: IssuedTokens) async throws -> SignedInMachine {
        try await signIns.machine(bearing: tokens.access.reveal())
    }

    /// The only record's attributes.
    var item: Item? {
        get { account.with { $0.tokensTable.items["machines/ann"] } }
        nonmutating set { account.with { $0.tokensTable.items["machines/ann"] = newValue } }
    }
}
