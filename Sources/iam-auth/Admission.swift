import AWS
import IdentityProofs

/// Who is let in at all, whatever the server and the path.
struct Admission: Sendable {
    /// The account of the principals; nil for that of our own credentials.
    let account: AccountID?
    /// Nil for every user and role of the account.
    let allowed: [ARNPattern]?
    private let own = OwnIdentity()

    init(account: AccountID?, allowed: [ARNPattern]?) {
        self.account = account
        self.allowed = allowed
    }

    /// The account whose principals are let in.
    func account(asking client: Client) async throws(AWSError) -> AccountID {
        if let account { return account }
        return try await own.identity(asking: STS(client)).account
    }

    /// Whether a principal of the account is let in. The account's root and federated users have to be named.
    func admits(_ identity: IAMIdentity) -> Bool {
        guard let allowed else { return identity.kind == .user || identity.kind == .role }
        return allowed.contains { $0.matches(identity.arn) }
    }
}
