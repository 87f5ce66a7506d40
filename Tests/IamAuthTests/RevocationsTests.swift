import AWS
import Concurrency
import FastCGI
import Formats
import FoundationEssentials
import HTTPTypes
import IdentityProofs
import Problems
import Secrets
import Synchronization
import Testing
import Transport
import WebTestSupport

@testable import FakeAWS
@testable import iam_auth

@Suite(.timeLimit(.minutes(1))) struct RevocationsTests {
    /// One table, which fails when a test says so, and as many nodes as a test wants.
    private final class Bench: Sendable {
        let account: FakeAccount
        let clock = ManualClock()
        let lines = Lines()
        private let failing: FailingOperations

        init() {
            let failing = FailingOperations()
            self.failing = failing
            account = FakeAccount { operation, _ in failing.has(operation) ? (500, "InternalServerError") : nil }
        }

        func fail(_ operations: Set<String>) { failing.set(operations) }

        func node() throws -> Revocations {
            var retry = RetryPolicy()
            retry.maximumAttempts = 1
            let dynamoDB = DynamoDB(try account.client(retry: retry))
            return Revocations(
                table: RevocationTable(table: "latchkey-tokens", seal: .usual, dynamoDB: dynamoDB),
                timekeeper: clock.standing)
        }

        /// A session that begins now.
        func session() throws -> Session {
            let arn = try #require(ARN("arn:aws:iam::123456789012:user/alice"))
            let now = Int(clock.now.timeIntervalSince1970)
            return Session(
                ProvenIdentity(try #require(IAMIdentity(arn: arn, userID: "AIDAEXAMPLE0000000001"))), issued: now,
                expires: now + 600)
        }

        func ends(_ session: Session, on node: Revocations) async throws -> Bool {
            try await node.ends(session, by: .now + .seconds(10), log: lines.logger)
        }

        var item: Item? {
            get { account.with { $0.tokensTable.items["revocations"] } }
            set { account.with { $0.tokensTable.items["revocations"] = newValue } }
        }

        /// Has a node read the record again and again until something is so.
        func reading(_ node: Revocations, until condition: () async throws -> Bool) async throws {
            let log = lines.logger
            let task = Task { await node.keepFresh(log: log) }
            defer { task.cancel() }
            while !Task.isCancelled, try await !condition() { try? await Task.sleep(for: .milliseconds(1)) }
        }

        func said(_ words: String) -> Bool { lines.all.contains { $0.contains(words) } }
    }

    private final class FailingOperations: Sendable {
        private let names = Mutex<Set<String>>([])

        func has(_ name: String) -> Bool { names.withLock { $0.contains(name) } }
        func set(_ operations: Set<String>) { names.withLock { $0 = operations } }
    }

    @Test func `a node that finds no record makes one, and who was signed in before has to prove it again`()
        async throws
    {
        let bench = Bench()
        let before = try bench.session()
        bench.clock.advance(10)
        let node = try bench.node()
        #expect(try await bench.ends(before, on: node))
        #expect(try await !bench.ends(try bench.session(), on: node))
        // The next node finds it.
        let item = try #require(bench.item)
        #expect(try await bench.ends(before, on: try bench.node()))
        #expect(bench.item == item)
    }

    @Test func `a session that logs out is over on every node, and no other is`() async throws {
        let bench = Bench()
        let (one, other) = (try bench.node(), try bench.node())
        let (session, stays) = (try bench.session(), try bench.session())
        for node in [one, other] { #expect(try await !bench.ends(session, on: node)) }
        await one.end(session, log: bench.lines.logger)
        #expect(try await bench.ends(session, on: one))
        try await bench.reading(other) { try await bench.ends(session, on: other) }
        for node in [one, other, try bench.node()] { #expect(try await !bench.ends(stays, on: node)) }
        #expect(try await bench.ends(session, on: try bench.node()))
    }

    @Test func `a session is ended once, however often it logs out`() async throws {
        let bench = Bench()
        let (node, session) = (try bench.node(), try bench.session())
        #expect(try await !bench.ends(session, on: node))
        await node.end(session, log: bench.lines.logger)
        let item = bench.item
        for _ in 0..<3 { await node.end(session, log: bench.lines.logger) }
        #expect(bench.item == item)
    }

    @Test func `while the table is down a session is over here at once, and elsewhere when it is back`() async throws {
        let bench = Bench()
        let (one, other, session) = (try bench.node(), try bench.node(), try bench.session())
        for node in [one, other] { #expect(try await !bench.ends(session, on: node)) }
        bench.fail(["UpdateItem", "GetItem"])
        await one.end(session, log: bench.lines.logger)
        #expect(bench.said("isn't written yet"))
        #expect(try await bench.ends(session, on: one))
        #expect(try await !bench.ends(session, on: other))
        bench.fail([])
        try await bench.reading(one) { try await bench.ends(session, on: try bench.node()) }
        try await bench.reading(other) { try await bench.ends(session, on: other) }
    }

    @Test func `a node that can't read the record says so, and doesn't let anybody in`() async throws {
        let bench = Bench()
        bench.fail(["GetItem"])
        await #expect(throws: AWSError.self) { try await bench.ends(try bench.session(), on: try bench.node()) }
    }

    @Test(arguments: ["gone", "foreign", "older"])
    func `what somebody else made of the record ends all sessions that began before`(change: String) async throws {
        let bench = Bench()
        let (node, ended, stolen) = (try bench.node(), try bench.session(), try bench.session())
        #expect(try await !bench.ends(stolen, on: node))
        let older = bench.item
        await node.end(ended, log: bench.lines.logger)
        bench.clock.advance(60)
        switch change {
        case "gone": bench.item = nil
        case "foreign": bench.item?["ended"] = .m([:])
        default: bench.item = older
        }
        try await bench.reading(node) { try await bench.ends(stolen, on: node) }
        #expect(bench.said(["gone": "is gone", "foreign": "isn't ours", "older": "is an older one"][change] ?? ""))
        // The new record says so to all nodes, and no revocation is lost. A node that reads before it is written believes what
        // stands there.
        try await bench.reading(node) { try await bench.ends(ended, on: try bench.node()) }
        let next = try bench.node()
        #expect(try await bench.ends(stolen, on: next))
        for node in [node, next] { #expect(try await !bench.ends(try bench.session(), on: node)) }
    }

    @Test func `while no new record can be written, who has proved it since stays in`() async throws {
        let bench = Bench()
        bench.fail(["UpdateItem"])
        let node = try bench.node()
        await #expect(throws: AWSError.self) { try await bench.ends(try bench.session(), on: node) }
        let session = try bench.session()
        bench.clock.advance(60)
        try await bench.reading(node) { bench.clock.waits.count > 3 }
        #expect(try await !bench.ends(session, on: node))
    }
}
