import AWS
import Baseline
import Concurrency
import Reactor
import RoleMirror
import Testing
import Transport

/// An account is changed from one file to another, and each write fails in turn.
@Suite(.timeLimit(.minutes(5))) struct BaselinePeerTests {
    private static let once = {
        var policy = RetryPolicy()
        policy.maximumAttempts = 1
        return policy
    }()

    private static let impatient = {
        var policy = RetryPolicy()
        policy.random = { 0 }
        return policy
    }()

    @Test func `what is applied is there, applying again asks for nothing, and destroying leaves nothing`() async throws
    {
        try await Peer.run(.ministack) { peer in
            let scenario = try BaselineScenario(account: "100000000000")
            let subject = Subject(try peer.client(ofAccount: "100000000000") { $0 })
            for file in [try scenario.first(), try scenario.second()] {
                try await subject.apply(file)
                let plan = try await subject.plan(file)
                #expect(plan.isEmpty && plan.conflicts.isEmpty, "\(plan.text())")
            }
            try await subject.destroy(try scenario.second())
            let left = try await subject.iam.getAccountAuthorizationDetails()
            #expect(left.userDetailList.isEmpty && left.groupDetailList.isEmpty && left.policies.isEmpty)
            #expect(left.roleDetailList.isEmpty)
            let providers = try await subject.iam.listOpenIDConnectProviders()
            #expect(providers.isEmpty)
        }
    }

    @Test(arguments: SpoilingTransport.Fault.allCases)
    func `a write that fails breaks the work off, and the next run ends right`(
        fault: SpoilingTransport.Fault
    ) async throws {
        try await Peer.run(.ministack) { peer in
            let faults = SpoilingTransport.Fault.allCases
            let place = try #require(faults.firstIndex(of: fault))
            // Once without a fault: how many writes there are.
            let (clean, counter) = try Self.subject(peer, "200000000000", fault, .none)
            let scenario = try BaselineScenario(account: "200000000000")
            try await clean.apply(try scenario.first())
            let start = counter.counts.writes
            try await clean.apply(try scenario.second(), judging: clean)
            let writes = counter.counts.writes - start
            let rights = try await clean.rights()
            #expect(rights == BaselineScenario.finalRights)
            #expect(writes > 40)
            // Each sixth write fails in this way, and the others in the other ways; in the long form every one in each way.
            let isLong = ProcessEnvironment.variables["LATCHKEY_TEST_LONG"] != nil
            for number in stride(from: isLong ? 1 : 1 + place, through: writes, by: isLong ? 1 : faults.count) {
                let account = String(300_000_000_000 + number)
                let second = try BaselineScenario(account: account).second()
                let (quiet, _) = try Self.subject(peer, account, fault, .none)
                try await quiet.apply(try BaselineScenario(account: account).first())
                let (spoiled, transport) = try Self.subject(peer, account, fault, .write(number))
                do {
                    try await spoiled.apply(second, judging: quiet)
                } catch is ApplyError {
                    // Some steps look whether they were done all the same.
                }
                #expect(transport.counts.spoiled == 1)
                try await quiet.apply(second, judging: quiet)
                let left = try await quiet.plan(second)
                #expect(left.isEmpty, "after write \(number): \(left.text())")
            }
        }
    }

    @Test(arguments: [SpoilingTransport.Fault.notSent, .lost, .failure, .throttled])
    func `what passes by itself is tried again in the same run`(fault: SpoilingTransport.Fault) async throws {
        try await Peer.run(.ministack) { peer in
            let scenario = try BaselineScenario(account: "400000000000")
            for file in [try scenario.first(), try scenario.second()] {
                let client = try peer.client(ofAccount: "400000000000", retry: Self.impatient) {
                    SpoilingTransport($0, fault, .firstOfEach)
                }
                try await Subject(client).apply(file)
                let plan = try await Subject(try peer.client(ofAccount: "400000000000") { $0 }).plan(file)
                #expect(plan.isEmpty, "\(plan.text())")
            }
        }
    }

    private static func subject(
        _ peer: Peer, _ number: String, _ fault: SpoilingTransport.Fault, _ which: SpoilingTransport.Which
    ) throws -> (Subject, SpoilingTransport) {
        var made: SpoilingTransport?
        let client = try peer.client(ofAccount: number, retry: once) {
            let transport = SpoilingTransport($0, fault, which)
            made = transport
            return transport
        }
        return (Subject(client), try #require(made))
    }
}

/// An account, as a client of it sees it.
private struct Subject: Sendable {
    let iam: IAM
    let dynamoDB: DynamoDB

    init(_ client: Client) { (iam, dynamoDB) = (IAM(client), DynamoDB(client)) }

    func rights() async throws -> RightsJudge { try RightsJudge(await iam.getAccountAuthorizationDetails()) }

    func plan(_ file: AccountFile) async throws -> AccountPlan {
        let observed = try await AccountReader(iam: iam, dynamoDB: dynamoDB).read(for: file)
        return try AccountPlanner.plan(file, for: observed)
    }

    func destroy(_ file: AccountFile) async throws {
        let observed = try await AccountReader(iam: iam, dynamoDB: dynamoDB).read(for: file)
        let plan = try AccountPlanner.destruction(of: file, in: observed)
        try await AccountApplier(writer: try writer { _ in }).apply(plan)
    }

    /// Waits are over at once.
    private func writer(after step: @escaping @Sendable (String) async -> Void) throws -> AccountWriter {
        let timekeeper = Timekeeper(sleep: { _ in })
        let naming = try #require(RoleNaming(prefix: "user_", path: try known("/user-role/")))
        return AccountWriter(
            iam: iam, dynamoDB: dynamoDB, owner: Tag(key: AccountFile.ownerTag, value: AccountFile.usualName),
            offboarding: Offboarding(iam: iam, naming: naming, timekeeper: timekeeper) { _ in }, timekeeper: timekeeper
        ) { name, taken, outcome in await step("\(name): \(taken.words): \(outcome)") }
    }

    /// Applies the file. With a judge, nobody may ever have more than before, nor more than the file says once everything is
    /// narrow.
    func apply(_ file: AccountFile, judging quiet: Subject? = nil) async throws {
        let before = try await quiet?.rights()
        let judge: @Sendable (String, Stage) async -> Void = { words, stage in
            guard let quiet, let before else { return }
            do {
                let limit = stage < .mix ? before : BaselineScenario.finalRights
                let more = try await quiet.rights().beyond(limit)
                #expect(more.isEmpty, "after “\(words)”")
            } catch {
                Issue.record("the rights can't be read: \(error)")
            }
        }
        let applier = AccountApplier(writer: try writer { await judge($0, .remove) }, limit: 1) { _, _, step in
            await judge("\(step.entity.words): \(step.words)", step.stage)
        }
        try await applier.apply(try await plan(file))
    }
}
