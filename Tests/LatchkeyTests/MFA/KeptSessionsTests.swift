import AWS
import Concurrency
import FoundationEssentials
import Secrets
import Synchronization
import TestSupport
import Testing

@testable import latchkey

@Suite(.timeLimit(.minutes(1))) struct KeptSessionsTests {
    private static let now = Date(timeIntervalSince1970: 1_795_600_000)
    private static let device = "arn:aws:iam::123456789012:mfa/alice"

    /// What was asked, and the codes with which sessions were opened.
    private final class Seen: Sendable {
        let questions = Mutex<[String]>([])
        let codes = Mutex<[String]>([])
        let said = Mutex<[String]>([])
    }

    private let folder: TemporaryFolder
    private let seen = Seen()

    init() throws { folder = try TemporaryFolder() }

    private func request(
        role: String? = "arn:aws:iam::123456789012:role/admin", key: String = "AKIA1", seconds: Int? = nil,
        policy: String? = nil, for use: MFASessionRequest.Use = .itself
    ) throws -> MFASessionRequest {
        let session = RequestedSession(
            roleARN: try role.map { try #require(ARN($0)) }, policy: policy, durationSeconds: seconds,
            mfaSerialNumber: Self.device)
        return MFASessionRequest(session, serialNumber: Self.device, accessKeyID: key, for: use)
    }

    private func context(at now: Date) -> CommandContext {
        var context = ToolBench().context
        let seen = seen
        context.timekeeper = Timekeeper(now: { now })
        context.streams.error = { line in seen.said.withLock { $0.append(line) } }
        return context
    }

    private func session(
        for request: MFASessionRequest, answer: String? = "123456", given: GivenCode = GivenCode(nil),
        at now: Date = now,
        lasting: TimeInterval = 3_600
    ) async throws(AWSError) -> Credentials {
        let seen = seen
        let sessions = KeptSessions(
            folder: folder.path,
            codes: MFACodes(
                given: given,
                ask: { question in
                    seen.questions.withLock { $0.append(question) }
                    return answer
                }),
            context: context(at: now))
        return try await sessions.session(for: request) { (code) async throws(AWSError) in
            let count = seen.codes.withLock { codes in
                codes.append(code.code.reveal())
                return codes.count
            }
            return Credentials(
                accessKeyID: "ASIA\(count)", secretAccessKey: Secret("very-secret"), sessionToken: Secret("token"),
                expiration: now.addingTimeInterval(lasting))
        }
    }

    @Test func `the code is asked for once a session`() async throws {
        let opened = try await session(for: request())
        #expect(try await session(for: request()) == opened)
        #expect(try await session(for: request(), at: Self.now.addingTimeInterval(3_500)) == opened)
        #expect(seen.questions.withLock { $0 } == ["MFA code of \(Self.device): "])
        #expect(seen.codes.withLock { $0 } == ["123456"])
        // In its last minute it's too late for the next command.
        let later = try await session(for: request(), at: Self.now.addingTimeInterval(3_560))
        #expect(later.accessKeyID == "ASIA2")
    }

    @Test func `another role, key or duration is another session`() async throws {
        let requests = [
            try request(), try request(role: "arn:aws:iam::123456789012:role/other"), try request(key: "AKIA2"),
            try request(seconds: 900), try request(policy: "{}"), try request(role: nil),
        ]
        for (number, request) in requests.enumerated() {
            #expect(try await session(for: request).accessKeyID == "ASIA\(number + 1)")
        }
        for (number, request) in requests.enumerated() {
            #expect(try await session(for: request).accessKeyID == "ASIA\(number + 1)")
        }
    }

    @Test(arguments: [("12345", "six digits"), ("1234567", "six digits"), ("abcdef", "six digits"), ("", "six digits")])
    func `what is no code isn't sent`(answer: String, words: String) async throws {
        let request = try request()
        let error = await #expect(throws: AWSError.self) { try await session(for: request, answer: answer) }
        #expect(error.map { "\($0)" }?.contains(words) == true)
        #expect(seen.codes.withLock { $0.isEmpty })
        #expect(try await session(for: request, answer: " 123 456 ").accessKeyID == "ASIA1")
    }

    @Test func `a code that was given with the command is taken once`() async throws {
        let given = GivenCode("654321")
        _ = try await session(for: request(), given: given)
        _ = try await session(for: request(key: "AKIA2"), given: given)
        #expect(seen.codes.withLock { $0 } == ["654321", "123456"])
        #expect(seen.questions.withLock { $0.count } == 1)
    }

    @Test func `without a terminal it is told what is missing`() async throws {
        let request = try request()
        let error = await #expect(throws: AWSError.self) { try await session(for: request, answer: nil) }
        #expect(error.map { "\($0)" }?.contains("no terminal") == true)
    }

    @Test(arguments: [
        "", "nonsense", "{}", #"{"AccessKeyId":"A","SecretAccessKey":"s","Expiration":"2099-01-01T00:00:00Z"}"#,
    ])
    func `a file that holds no session is written anew`(text: String) async throws {
        _ = try await session(for: request())
        let sessions = folder.path + "/sessions"
        let files = try FileManager.default.contentsOfDirectory(atPath: sessions).filter { $0.hasSuffix(".json") }
        let name = try #require(files.first)
        #expect(files.count == 1 && !name.contains("admin") && name.count == 69)
        try text.write(toFile: "\(sessions)/\(name)", atomically: false, encoding: .utf8)
        #expect(try await session(for: request()).accessKeyID == "ASIA2")
        #expect(try await session(for: request()).accessKeyID == "ASIA2")
    }

    @Test func `what the code has opened is told once`() async throws {
        let requests = [
            (try request(role: nil, for: .roles), "a session of yours for 1 h 0 min: with it roles are assumed"),
            (try request(role: nil, key: "AKIA2"), "a session of yours for 1 h 0 min"),
            (try request(seconds: 14_400), "the session of arn:aws:iam::123456789012:role/admin itself for 1 h 0 min"),
        ]
        for (request, _) in requests + requests { _ = try await session(for: request) }
        let said = seen.said.withLock { $0 }
        try #require(said.count == requests.count)
        for (line, (_, words)) in zip(said, requests) { #expect(line.contains(words), "\(line)") }
    }

    @Test func `a session that is forgotten is opened anew`() async throws {
        let request = try request(role: nil)
        #expect(try await session(for: request).accessKeyID == "ASIA1")
        let sessions = KeptSessions(
            folder: folder.path, codes: MFACodes(ask: { _ in nil }), context: context(at: Self.now))
        await sessions.forget(request)
        #expect(try await session(for: request).accessKeyID == "ASIA2")
    }

    @Test func `of many that need a session at once, one asks for the code`() async throws {
        let request = try request(role: nil, for: .roles)
        let ids = await withTaskGroup(of: String?.self) { group in
            for _ in 0..<20 { group.addTask { try? await session(for: request).accessKeyID } }
            return await group.reduce(into: [String?]()) { $0.append($1) }
        }
        #expect(ids == Array(repeating: "ASIA1", count: 20))
        #expect(seen.questions.withLock { $0.count } == 1)
    }
}
