import AWS
import ArgumentParser
import Concurrency
import Formats
import FoundationEssentials
import IdentityProofs
import Synchronization
import Testing

@testable import latchkey

@Suite(.timeLimit(.minutes(1))) struct CurrentCallerTests {
    private static let role = "arn:aws:iam::123456789012:role/deploy"
    private static let mfa = [
        "--assume-role-arn", role, "--mfa-serial-number", "arn:aws:iam::123456789012:mfa/alice",
    ]

    /// AWS in which a role's sessions last so many seconds; it counts them.
    private static func aws(_ count: Counter, lasting: TimeInterval = 3_600) -> @Sendable (String) -> ToolBench.Answer {
        { action in
            if action == "GetCallerIdentity" {
                count.calls.withLock { $0 += 1 }
                return STSAnswers.caller("arn:aws:sts::123456789012:assumed-role/deploy/s1", "AROAEXAMPLE:s1")
            }
            if action == "GetSessionToken" {
                return STSAnswers.wrap(
                    action,
                    """
                    <Credentials><AccessKeyId>ASIAOWN</AccessKeyId><SecretAccessKey>s</SecretAccessKey>\
                    <SessionToken>t</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>
                    """)
            }
            guard action == "AssumeRole" else { return STSAnswers.error("InvalidAction", 400) }
            let number = count.sessions.withLock { sessions in
                sessions += 1
                return sessions
            }
            let end = Timestamp.format(count.now.withLock { $0 }.addingTimeInterval(lasting))
            return STSAnswers.wrap(
                action,
                """
                <Credentials><AccessKeyId>ASIA\(number)</AccessKeyId><SecretAccessKey>s</SecretAccessKey>\
                <SessionToken>t</SessionToken><Expiration>\(end)</Expiration></Credentials>\
                <AssumedRoleUser><Arn>arn:aws:sts::123456789012:assumed-role/deploy/s1</Arn>\
                <AssumedRoleId>AROAEXAMPLE:s1</AssumedRoleId></AssumedRoleUser>
                """)
        }
    }

    final class Counter: Sendable {
        let now = Mutex(ToolBench.now)
        let sessions = Mutex(0)
        let calls = Mutex(0)
    }

    private func callers(_ bench: ToolBench, _ counter: Counter, _ arguments: [String]) throws -> CurrentCaller {
        var context = bench.context
        context.timekeeper = Timekeeper(now: { counter.now.withLock { $0 } }, sleep: { _ in })
        let session = try SessionOptions.parse(arguments).requested(in: context)
        let aws = try AWSSession(try AWSOptions.parse([]), opening: session, in: context)
        return CurrentCaller(aws, timekeeper: context.timekeeper)
    }

    /// No place to keep sessions, so that what is kept here is what counts.
    private static let environment = ToolBench.keys.filter { $0.key != "HOME" }

    @Test func `simultaneous requests give one question for an MFA code`() async throws {
        let counter = Counter()
        let bench = ToolBench(environment: Self.environment, answer: "123456", sts: Self.aws(counter))
        let callers = try callers(bench, counter, Self.mfa)
        let accounts = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<20 { group.addTask { try await callers.caller().identity.account.rawValue } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(accounts == Array(repeating: "123456789012", count: 20))
        #expect(bench.questions == ["MFA code of arn:aws:iam::123456789012:mfa/alice: "])
        #expect(counter.sessions.withLock { $0 } == 1 && counter.calls.withLock { $0 } == 1)
    }

    @Test func `credentials are renewed before they expire, and not sooner`() async throws {
        let counter = Counter()
        let bench = ToolBench(environment: Self.environment, sts: Self.aws(counter))
        let callers = try callers(bench, counter, ["--assume-role-arn", Self.role])
        var keys: [String] = []
        for seconds in [0, 10, 3_530, 3_545, 3_600] as [TimeInterval] {
            counter.now.withLock { $0 = ToolBench.now.addingTimeInterval(seconds) }
            keys.append(try await callers.caller().found.credentials.accessKeyID)
        }
        #expect(keys == ["ASIA1", "ASIA1", "ASIA1", "ASIA2", "ASIA2"])
        #expect(counter.calls.withLock { $0 } == 2)
    }

    @Test func `keys that don't expire are looked for each time, and STS is asked once`() async throws {
        let counter = Counter()
        let bench = ToolBench(sts: { action in
            counter.calls.withLock { $0 += 1 }
            return STSAnswers.alice(action)
        })
        let callers = try callers(bench, counter, [])
        for _ in 0..<3 { #expect(try await callers.caller().identity.name == "alice") }
        #expect(counter.calls.withLock { $0 } == 1)
    }

    @Test func `credentials that are still good stay when AWS fails, and none that have expired`() async throws {
        let counter = Counter()
        let down = Down()
        let working = Self.aws(counter)
        let bench = ToolBench(
            environment: Self.environment,
            sts: { action in
                down.isDown.withLock { $0 } ? STSAnswers.error("ServiceUnavailable", 503) : working(action)
            })
        let callers = try callers(bench, counter, ["--assume-role-arn", Self.role])
        _ = try await callers.caller()
        down.isDown.withLock { $0 = true }
        counter.now.withLock { $0 = ToolBench.now.addingTimeInterval(3_570) }
        #expect(try await callers.caller().found.credentials.accessKeyID == "ASIA1")
        counter.now.withLock { $0 = ToolBench.now.addingTimeInterval(3_601) }
        let error = await #expect(throws: CommandError.self) { try await callers.caller() }
        #expect(error?.status == .unavailable)
        down.isDown.withLock { $0 = false }
        #expect(try await callers.caller().found.credentials.accessKeyID == "ASIA2")
    }

    final class Down: Sendable {
        let isDown = Mutex(false)
    }
}
