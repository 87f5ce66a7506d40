import AWS
import Concurrency
import FoundationEssentials
import Problems

/// Whether this node can do its work: whether it reaches its table, whether AWS knows its credentials, and whether its
/// clock agrees with AWS's.
///
/// An answer is kept for some seconds, and requests that arrive meanwhile share one round of checks, so that a load
/// balancer that asks often doesn't cause load itself.
actor Readiness {
    /// How long an answer is kept.
    static let lifetime: Duration = .seconds(5)
    /// How far AWS's clock may be off, in seconds. AWS takes signatures up to 5 minutes off, but the nodes' leases on
    /// roles count on clocks that agree.
    static let largestSkew: TimeInterval = 5

    struct Check: Sendable {
        var name: String
        /// Nil when it passed.
        var failure: String?
        /// What the check found.
        var word: String
        var milliseconds: Int
    }

    private let client: Client
    private let table: String
    private let timeout: Duration
    private var answered: (checks: Task<[Check], Never>, until: ContinuousClock.Instant)?

    init(client: Client, table: String, timeout: Duration) {
        self.client = client
        self.table = table
        self.timeout = min(timeout, .seconds(10))
    }

    /// The checks' results, at most ``lifetime`` old.
    func checks() async -> [Check] {
        if let answered, ContinuousClock.now < answered.until { return await answered.checks.value }
        let client = client.with(deadline: .now + timeout)
        let checks = Task { [table] in await Self.run(client, table: table) }
        answered = (checks, .now + timeout + Self.lifetime)
        let results = await checks.value
        answered?.until = .now + Self.lifetime
        return results
    }

    private static func run(_ client: Client, table: String) async -> [Check] {
        async let tableCheck = check("table") { () throws(AWSError) in
            let status = try await DynamoDB(client).describeTable(table: table).tableStatus
            // A table that is being updated can be read and written.
            return (["ACTIVE", "UPDATING"].contains(status) ? nil : "the table can't be used", status)
        }
        async let identityCheck = check("identity") { () throws(AWSError) in
            (nil, try await STS(client).getCallerIdentity().arn.description)
        }
        let checks = await [tableCheck, identityCheck]
        return checks + [clockCheck(client.observedSkew)]
    }

    /// It makes no call, as the answers to the other checks carry AWS's time, to the second.
    private static func clockCheck(_ skew: TimeInterval?) -> Check {
        guard let skew else {
            return Check(name: "clock", failure: "AWS's time is not known", word: "unknown", milliseconds: 0)
        }
        return Check(
            name: "clock", failure: abs(skew) > largestSkew ? "the clock is off" : nil,
            word: "\(Int(skew.rounded())) s behind AWS", milliseconds: 0)
    }

    private static func check(
        _ name: String, _ body: () async throws(AWSError) -> (failure: String?, word: String)
    ) async -> Check {
        let clock = ContinuousClock()
        let start = clock.now
        let result = await outcome(body)
        let milliseconds = Int((clock.now - start) / .milliseconds(1))
        switch result {
        case .success(let found):
            return Check(name: name, failure: found.failure, word: found.word, milliseconds: milliseconds)
        case .failure(let error):
            return Check(name: name, failure: error.problem.title, word: error.label, milliseconds: milliseconds)
        }
    }
}
