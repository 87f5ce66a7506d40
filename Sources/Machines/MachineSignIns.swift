package import Concurrency
import Cryptography
import FoundationEssentials
import Secrets

/// Signs machines in and knows them by their tokens, for one request.
///
/// A sign-in lasts for a time that renewing doesn't lengthen. Each refresh token is good once; the second use of one ends the
/// sign-in (RFC 9700, section 4.14.2). The access token from before stays good until it expires, for the machine's programs that
/// are just using it.
package struct MachineSignIns: Sendable {
    let table: MachineTable
    let sealing: TokenSealing
    let lifetimes: TokenLifetimes
    let timekeeper: Timekeeper

    /// - Parameters:
    ///   - table: the records.
    ///   - sealing: seals the tokens.
    ///   - lifetimes: how long tokens are good.
    ///   - timekeeper: AWS's clock, as several nodes compare its times.
    package init(
        table: MachineTable, sealing: TokenSealing, lifetimes: TokenLifetimes, timekeeper: Timekeeper
    ) {
        self.table = table
        self.sealing = sealing
        self.lifetimes = lifetimes
        self.timekeeper = timekeeper
    }

    /// Opens a token; nil unless it is one of ours, of this kind. Whether it is good is another question.
    package func open(_ text: String, _ kind: TokenKind) -> MachineToken? { MachineToken(text, kind, keys: sealing) }

    // MARK: Signing in

    /// When all sign-ins of a person were ended last, in milliseconds since 1970; 0 if that isn't known. What they agree to now
    /// is worth nothing once it is another.
    package func lastEnd(of person: PersonKey) async throws(MachinesError) -> Int {
        try await table.record(of: person)?.endedAt ?? 0
    }

    /// Signs a machine in.
    ///
    /// - Throws: ``MachinesError/ended`` if this one or all of the person's were ended since they agreed.
    package func begin(_ signIn: MachineSignIn) async throws(MachinesError) -> IssuedTokens {
        try await table.change(signIn.person) { (record) throws(MachinesError) in
            guard record.endedAt == signIn.lastEnd, record.ended[signIn.id] == nil else { throw .ended }
            let now = timekeeper.now()
            let machine = SignedInMachine(
                id: signIn.id, name: signIn.name, client: signIn.client, label: signIn.label, tags: signIn.tags,
                began: now, renewed: now, ends: now + Double(lifetimes.signIn), generation: 0, refreshDigest: "",
                accessDigests: [:])
            let (renewed, issued) = try issue(to: machine, of: signIn.person, at: now)
            let next = record.changed { next in
                next.dropOld(at: now)
                next.add(renewed)
            }
            return (next, issued)
        }
    }

    /// Trades a refresh token for the next tokens.
    ///
    /// - Parameters:
    ///   - token: a refresh token.
    ///   - client: who says to be asking; nil if nobody does.
    /// - Returns: the tokens.
    /// - Throws: why there are none. With ``MachinesError/reused`` the sign-in is ended.
    package func renew(_ token: MachineToken, for client: String?) async throws(MachinesError) -> IssuedTokens {
        let outcome: Result<IssuedTokens, MachinesError> = try await table.change(token.person) {
            (record) throws(MachinesError) in
            let now = timekeeper.now()
            guard let machine = record.machines[token.machine] else { throw .ended }
            guard machine.ends > now else { throw .expired }
            if let client, client != machine.client { throw .otherClient }
            guard constantTimeEqual(machine.refreshDigest.utf8.span, token.digest.utf8.span) else {
                return (record.changed { $0.end(token.machine, at: now) }, .failure(.reused))
            }
            let (renewed, issued) = try issue(to: machine, of: token.person, at: now)
            let next = record.changed { next in
                next.dropOld(at: now)
                next.machines[renewed.id] = renewed
            }
            return (next, .success(issued))
        }
        return try outcome.get()
    }

    private func issue(
        to machine: SignedInMachine, of person: PersonKey, at now: Date
    ) throws(MachinesError) -> (SignedInMachine, IssuedTokens) {
        var machine = machine
        machine.generation += 1
        let make = { (kind: TokenKind) in
            MachineToken.make(kind, for: machine.id, of: person, generation: machine.generation, keys: sealing)
        }
        guard let access = make(.access), let refresh = make(.refresh) else { throw .unknownToken }
        let remaining = Int(machine.ends.timeIntervalSince(now))
        let duration = min(lifetimes.access, max(remaining, 1))
        let seconds = Int(now.timeIntervalSince1970)
        machine.renewed = now
        machine.refreshDigest = MachineToken.digest(of: refresh.reveal())
        machine.keepNewestAccess(at: seconds)
        machine.accessDigests[MachineToken.digest(of: access.reveal())] = seconds + duration
        let issued = IssuedTokens(
            machine: machine, access: access, refresh: refresh, accessDuration: duration, remaining: remaining)
        return (machine, issued)
    }

    // MARK: Knowing

    /// The machine that has an access token.
    ///
    /// - Throws: why the token is none that is good.
    package func machine(bearing text: String) async throws(MachinesError) -> SignedInMachine {
        guard let token = open(text, .access) else { throw .unknownToken }
        let record = try await table.record(of: token.person)
        guard let machine = record?.machines[token.machine] else { throw .ended }
        let now = timekeeper.now()
        guard machine.ends > now else { throw .expired }
        let ends = machine.accessDigests.first {
            constantTimeEqual($0.key.utf8.span, token.digest.utf8.span)
        }?.value
        guard let ends, ends > Int(now.timeIntervalSince1970) else { throw .expired }
        return machine
    }

    /// The machines on which a person is signed in, the latest sign-in first.
    package func machines(of person: PersonKey) async throws(MachinesError) -> [SignedInMachine] {
        let now = timekeeper.now()
        let all = try await table.record(of: person)?.machines.values.filter { $0.ends > now } ?? []
        return all.sorted { ($1.began, $0.id.description) < ($0.began, $1.id.description) }
    }

    // MARK: Ending

    /// Ends a machine's sign-in.
    ///
    /// - Returns: the machine; nil when it isn't signed in.
    @discardableResult
    package func end(_ id: MachineID, of person: PersonKey) async throws(MachinesError) -> SignedInMachine? {
        try await table.change(person) { (record) throws(MachinesError) in
            guard let machine = record.machines[id] else { return (nil, nil) }
            return (record.changed { $0.end(id, at: timekeeper.now()) }, machine)
        }
    }

    /// Ends a machine's sign-in, and one that another request is only about to begin: whoever begins it finds that it is over.
    package func prevent(_ id: MachineID, of person: PersonKey) async throws(MachinesError) {
        try await table.change(person) { (record) throws(MachinesError) in
            (record.changed { $0.end(id, at: timekeeper.now()) }, ())
        }
    }

    /// Ends all sign-ins of a person.
    package func endAll(of person: PersonKey) async throws(MachinesError) {
        try await table.endAll(of: person, at: timekeeper.now())
    }
}

extension SignedInMachine {
    /// Drops the access tokens that have expired, and all but the newest of the others.
    fileprivate mutating func keepNewestAccess(at now: Int) {
        let newest = accessDigests.filter { $0.value > now }.max { ($0.value, $0.key) < ($1.value, $1.key) }
        accessDigests = newest.map { [$0.key: $0.value] } ?? [:]
    }
}
