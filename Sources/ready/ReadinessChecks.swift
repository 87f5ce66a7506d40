import AWS
import Concurrency
import FoundationEssentials
import Preflight
import Problems

/// Whether this node can do its work: whether it reaches its table, whether AWS knows its credentials and lets them do what
/// Latchkey needs, and whether its clock agrees with AWS's.
///
/// An answer is kept for some seconds, and requests that arrive meanwhile share one round of checks, so that a load
/// balancer that asks often doesn't cause load itself.
actor ReadinessChecks {
    /// How long an answer is kept.
    static let lifetime: Duration = .seconds(5)
    /// How long it stands that no permission is missing. Trying them takes some thirty calls.
    static let permissionsLifetime: Duration = .seconds(900)
    /// How long it stands that one is missing, or that AWS didn't say.
    static let missingLifetime: Duration = .seconds(60)
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
    private let preflight: Preflight
    private let timeout: Duration
    private var permissions: (check: Check, until: Instant)?
    private var answered: (checks: Task<[Check], Never>, until: Instant)?

    init(client: Client, table: String, preflight: Preflight, timeout: Duration) {
        self.preflight = preflight
        self.client = client
        self.table = table
        self.timeout = min(timeout, .seconds(10))
    }

    private var now: Instant { client.timekeeper.instant() }

    /// The checks' results, at most ``lifetime`` old.
    func checks() async -> [Check] {
        if let answered, now < answered.until { return await answered.checks.value }
        let checks = Task { await run() }
        answered = (checks, now + timeout + Self.lifetime)
        let results = await checks.value
        answered?.until = now + Self.lifetime
        return results
    }

    private func run() async -> [Check] {
        let client = client.with(deadline: now + timeout)
        async let checks = Self.run(client, table: table)
        let permissions = await permissionCheck()
        return await checks + [permissions]
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

    /// Whether a permission is missing. They are tried rarely.
    private func permissionCheck() async -> Check {
        if let permissions, now < permissions.until { return permissions.check }
        let start = now
        let found = await Self.tried(preflight, until: start + timeout)
        let milliseconds = Int((now - start) / .milliseconds(1))
        func check(_ word: String, _ failure: String? = nil) -> Check {
            Check(name: "permissions", failure: failure, word: word, milliseconds: milliseconds)
        }
        switch found {
        // Another check tells that AWS doesn't say whose the credentials are.
        case .failure(let error): return check("not tried: \(error.label)")
        case .success(let permissions):
            let missing = permissions.missing
            let result =
                missing.isEmpty
                ? check("none missing of those tried")
                : check("\(missing.count) missing", "Latchkey lacks \(missing.joined(separator: ", "))")
            let isCertain = missing.isEmpty && !permissions.contains { $0.isUnknown }
            self.permissions = (result, now + (isCertain ? Self.permissionsLifetime : Self.missingLifetime))
            return result
        }
    }

    private static func tried(
        _ preflight: Preflight, until deadline: Instant
    ) async -> Result<[PermissionCheck], AWSError> {
        await outcome { () throws(AWSError) in try await preflight.run(until: deadline) }
    }

    /// It makes no call, as the answers to the other checks carry AWS's time, to the second.
    private static func clockCheck(_ skew: TimeInterval?) -> Check {
        guard let skew else {
            return Check(name: "clock", failure: "AWS's time is not known", word: "unknown", milliseconds: 0)
        }
        return Check(
            name: "clock", failure: abs(skew) > largestSkew ? "the clock is off" : nil,
            word: Self.words(Int(skew.rounded())), milliseconds: 0)
    }

    private static func words(_ seconds: Int) -> String {
        switch seconds {
        case 0: "as AWS's, to the second"
        case ..<0: "\(-seconds) s ahead of AWS"
        default: "\(seconds) s behind AWS"
        }
    }

    private static func check(
        _ name: String, _ body: () async throws(AWSError) -> (failure: String?, word: String)
    ) async -> Check {
        let start = Instant.now
        let result = await outcome(body)
        let milliseconds = Int((Instant.now - start) / .milliseconds(1))
        switch result {
        case .success(let found):
            return Check(name: name, failure: found.failure, word: found.word, milliseconds: milliseconds)
        case .failure(let error):
            return Check(name: name, failure: error.problem.title, word: error.label, milliseconds: milliseconds)
        }
    }
}
