import AWS
import Concurrency
import FoundationEssentials
import IdentityProofs
import Secrets

/// Makes a proof of the person's identity for one server.
///
/// The server says which proofs it takes, for which account, and where it asks STS. Nothing that it says changes for whom the
/// proof is: that is the address which the person gave.
struct ProofMaker {
    /// How long a token is valid, in seconds.
    private static let tokenDuration = 300
    /// The shortest that AWS makes.
    private static let shortestToken = 60

    let address: ServerAddress
    let options: ProofOptions
    let session: AWSSession
    let context: CommandContext

    init(_ address: ServerAddress, _ options: ProofOptions, in context: CommandContext) throws(CommandError) {
        self.init(address, options, try AWSSession(options.aws, in: context), in: context)
    }

    init(_ address: ServerAddress, _ options: ProofOptions, _ session: AWSSession, in context: CommandContext) {
        self.address = address
        self.options = options
        self.session = session
        self.context = context
    }

    /// What a proof is made with.
    private struct Choice {
        var kind: ProofKind
        var region: Region
        var found: FoundCredentials
        /// The time by AWS's clock.
        var now: Date
    }

    /// What follows when a server doesn't say what it takes.
    enum MissingTerms {
        /// The proof is made for the person's own Region, and a note on standard error says so.
        case guessed
        case refused
    }

    /// Asks the server what it takes, and makes the proof.
    func make(withoutTerms: MissingTerms) async throws(CommandError) -> Proof {
        try await make(try await choose(withoutTerms))
    }

    /// Makes the proof for a server that has said what it takes.
    func make(for caller: AWSSession.Caller, by terms: ServerTerms) async throws(CommandError) -> Proof {
        try await make(try choice(terms, caller))
    }

    private func make(_ choice: Choice) async throws(CommandError) -> Proof {
        switch choice.kind {
        case .signed: try signed(choice)
        case .token: try await token(choice)
        }
    }

    private func choose(_ missing: MissingTerms) async throws(CommandError) -> Choice {
        // With a Region from the person there is nothing to ask, neither the server nor AWS.
        if let region = options.aws.region {
            return Choice(
                kind: options.proof ?? .signed, region: region, found: try await session.credentials(),
                now: context.timekeeper.now())
        }
        let server = Server(address: address, transport: session.transport, timekeeper: context.timekeeper)
        async let asked = server.outcomeOfTerms()
        let caller = try await session.caller()
        switch await asked {
        case .success(let terms): return try choice(terms, caller)
        case .failure(let failure):
            if missing == .refused { throw CommandError(failure, of: address) }
            let region = session.endpoints.region
            context.streams.error(
                "\(address.origin) \(failure.words); so it isn't known which proofs it takes, and \(region) was chosen")
            return Choice(kind: options.proof ?? .signed, region: region, found: caller.found, now: caller.now)
        }
    }

    private func choice(_ terms: ServerTerms, _ caller: AWSSession.Caller) throws(CommandError) -> Choice {
        let kind = try kind(terms, caller)
        return Choice(kind: kind, region: try region(terms, caller), found: caller.found, now: caller.now)
    }

    /// The kind of proof, once it is certain that the server can take one of this caller.
    private func kind(_ terms: ServerTerms, _ caller: AWSSession.Caller) throws(CommandError) -> ProofKind {
        guard terms.server == address.name else {
            throw CommandError(
                .configuration,
                "\(address.origin) is called \(terms.server), and takes proofs under that name alone: give that address"
            )
        }
        guard terms.account == caller.identity.account else {
            throw CommandError(
                .noPermission,
                "\(address.origin) lets in identities of the account \(terms.account), and your credentials "
                    + "(\(caller.found.origin.words)) are of \(caller.identity.account): choose others with --profile")
        }
        if let kind = options.proof {
            guard terms.proofs.contains(kind) else {
                let others = terms.proofs.map(\.rawValue).joined(separator: ", ")
                throw CommandError(
                    .unavailable,
                    "\(address.origin) doesn't take --proof \(kind.rawValue): it takes \(others.isEmpty ? "none" : others)"
                )
            }
            return kind
        }
        guard let kind = ProofKind.allCases.first(where: terms.proofs.contains) else {
            throw CommandError(
                .unavailable,
                "\(address.origin) takes no proof that this version makes: look for a newer latchkey, or, if it takes tokens "
                    + "under a KMS key, use “latchkey proxy --allow-kms-key ARN”")
        }
        return kind
    }

    /// The person's own Region if the server asks STS there, or else the first of the server's in the caller's partition.
    private func region(_ terms: ServerTerms, _ caller: AWSSession.Caller) throws(CommandError) -> Region {
        if let region = session.region, terms.regions.contains(region) { return region }
        if let region = terms.regions.first(where: { $0.partition == caller.identity.partition }) { return region }
        guard terms.regions.isEmpty else {
            throw CommandError(
                .unavailable,
                "\(address.origin) asks STS in no Region of your partition, \(caller.identity.partition.name)")
        }
        return session.endpoints.region
    }

    private func signed(_ choice: Choice) throws(CommandError) -> Proof {
        let nonce = ProofNonce(bytes: context.random(ProofNonce.byteCount))
        let identity = nonce.flatMap { nonce in
            SignedIdentity(
                signing: choice.found.credentials, for: address.name, in: choice.region, nonce: nonce, at: choice.now)
        }
        guard let identity else {
            throw CommandError(
                .configuration,
                "the access key ID of the credentials (\(choice.found.origin.words)) isn't one of AWS's")
        }
        return Proof(
            kind: .signed, server: address.name, authorization: identity.authorization, date: choice.now)
    }

    private func token(_ choice: Choice) async throws(CommandError) -> Proof {
        let client = session.client(signingWith: choice.found.credentials, in: choice.region)
        // AWS makes no token that outlives the credentials.
        let remaining = choice.found.credentials.expiration.map { Int($0.timeIntervalSince(choice.now)) }
        let duration = max(Self.shortestToken, min(Self.tokenDuration, remaining ?? Self.tokenDuration))
        do throws(AWSError) {
            let token = try await STS(client).getWebIdentityToken(
                audience: address.name.description, algorithm: options.algorithm, durationSeconds: duration)
            return Proof(
                kind: .token, server: address.name, authorization: Secret("Bearer \(token.token.reveal())"),
                date: choice.now, expiration: token.expiration)
        } catch {
            throw CommandError(error, credentialsFrom: choice.found.origin)
        }
    }
}

extension Server {
    fileprivate func outcomeOfTerms() async -> Result<ServerTerms, Failure> {
        do throws(Failure) {
            return .success(try await terms())
        } catch {
            return .failure(error)
        }
    }
}
