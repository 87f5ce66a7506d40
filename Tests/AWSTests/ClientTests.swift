import Concurrency
import Cryptography
import Foundation
import HTTPTypes
import Secrets
import Synchronization
import TestSupport
import Testing
import Transport

@testable import AWS
@testable import FakeAWS

@Suite(.timeLimit(.minutes(1))) struct ClientTests {
    private let caller = IAMResponses.wrap(
        "GetCallerIdentity",
        "<Account>123456789012</Account><Arn>arn:aws:iam::123456789012:user/a</Arn><UserId>AIDA</UserId>")
    private let key = IAMResponses.wrap(
        "CreateAccessKey",
        """
        <AccessKey><UserName>a1</UserName><AccessKeyId>AKIAIOSFODNN7EXAMPLE</AccessKeyId><Status>Active</Status>\
        <SecretAccessKey>s3cr3t/key</SecretAccessKey></AccessKey>
        """)
    private let throttled = ScriptedTransport.Step.respond(status: 400, body: IAMResponses.error("Throttling"))
    private let failed = ScriptedTransport.Step.respond(status: 500, body: "oops")

    @Test func `a request has its fields, its body and a signature`() async throws {
        let transport = ScriptedTransport([.ok(caller)])
        let identity = try await STS(Client.make(transport, region: "eu-west-1")).getCallerIdentity()
        #expect(identity.account.rawValue == "123456789012" && identity.userID == "AIDA")
        let request = try #require(transport.requests.first)
        #expect(request.head.method == .post && request.head.authority == "sts.eu-west-1.amazonaws.com")
        #expect(request.head.scheme == "https" && request.head.path == "/")
        #expect(request.text == "Action=GetCallerIdentity&Version=2011-06-15")
        let authorization = try #require(request.head.headerFields[.authorization])
        #expect(
            authorization.contains("/20150830/eu-west-1/sts/aws4_request, SignedHeaders=content-type;host;x-amz-date"))
    }

    @Test func `a call that fails for a moment is attempted four times, after growing waits`() async throws {
        let clock = ManualClock(.example)
        let transport = ScriptedTransport([throttled, failed, .fail(.notSent("dns")), .ok(caller)])
        let journal = CallJournal()
        let client = try Client.make(transport, timekeeper: clock.standing).with(
            deadline: .now + .seconds(60), journal: journal)
        _ = try await STS(client).getCallerIdentity()
        #expect(clock.waits == [.milliseconds(500), .milliseconds(200), .milliseconds(400)])
        #expect(journal.entries.map(\.tries) == [4] && journal.entries.map(\.result) == ["ok"])
        #expect(journal.entries.first.map { "\($0.service):\($0.operation)" } == "sts:GetCallerIdentity")
    }

    @Test func `a client that signs with other credentials shares deadline and journal, and no key`() async throws {
        let transport = ScriptedTransport([.ok(caller), .ok(caller)])
        let journal = CallJournal()
        let client = try Client.make(transport).with(deadline: .now + .seconds(60), journal: journal)
        let other = client.signing(
            with: Credentials(
                accessKeyID: "ASIAOTHER", secretAccessKey: Secret("other"), sessionToken: Secret("token")))
        _ = try await STS(other).getCallerIdentity()
        _ = try await STS(client).getCallerIdentity()
        let fields = transport.requests.map(\.head.headerFields)
        #expect(fields[0][.authorization]?.contains("Credential=ASIAOTHER/") == true)
        #expect(fields[0][try #require(HTTPField.Name("X-Amz-Security-Token"))] == "token")
        #expect(fields[1][.authorization]?.contains("Credential=AKIDEXAMPLE/") == true)
        #expect(journal.entries.count == 2 && other.state !== client.state && other.deadline == client.deadline)
    }

    @Test func `there is no fifth attempt`() async throws {
        let transport = ScriptedTransport(Array(repeating: throttled, count: 5))
        let journal = CallJournal()
        let client = try Client.make(transport).with(deadline: .now + .seconds(60), journal: journal)
        let error = await #expect(throws: AWSError.self) { try await STS(client).getCallerIdentity() }
        #expect(error?.code == "Throttling" && transport.requests.count == 4)
        #expect(journal.entries.map(\.result) == ["Throttling"] && journal.entries.map(\.tries) == [4])
    }

    @Test(arguments: [
        ScriptedTransport.Step.fail(.interrupted("reset")), .respond(status: 500, body: ""),
        .respond(status: 503, body: IAMResponses.error("ServiceUnavailable")), .fail(.cancelled),
    ])
    func `a write that may have been carried out isn't repeated`(step: ScriptedTransport.Step) async throws {
        let transport = ScriptedTransport([step, .ok(key)])
        let iam = IAM(try Client.make(transport))
        let name = try UserName.known("a1")
        let error = await #expect(throws: AWSError.self) { try await iam.createAccessKey(userName: name) }
        #expect(error?.mayHaveBeenCarriedOut == true && transport.requests.count == 1)
    }

    @Test func `a write that wasn't carried out is repeated`() async throws {
        let transport = ScriptedTransport([.fail(.notSent("refused")), throttled, .ok(key)])
        let name = try UserName.known("a1")
        let made = try await IAM(Client.make(transport)).createAccessKey(userName: name)
        #expect(made.secretAccessKey.reveal() == "s3cr3t/key" && made.accessKeyID.rawValue == "AKIAIOSFODNN7EXAMPLE")
        #expect(transport.requests.count == 3 && !"\(made)".contains("s3cr3t"))
    }

    @Test func `a write for which the rate limiter has no time left isn't sent`()
        async throws
    {
        let name = try RoleName.known("r1")
        // One write at once, and the next one in ten seconds.
        let deleted = ScriptedTransport.Step.ok("<DeleteRoleResponse/>")
        let transport = ScriptedTransport([deleted, deleted])
        let client = try Client.make(transport, rateLimiter: RateLimiter(maximumRate: 0.1, burst: .zero))
            .with(deadline: .now + .seconds(5))
        try await IAM(client).deleteRole(roleName: name)
        let error = await #expect(throws: AWSError.self) { try await IAM(client).deleteRole(roleName: name) }
        #expect(error == .rateLimited(Operation(.iam, "DeleteRole")) && error?.mayHaveBeenCarriedOut == false)
        #expect(transport.requests.count == 1)

        let lost = ScriptedTransport([.fail(.interrupted("reset"))])
        let later = try Client.make(lost, rateLimiter: RateLimiter(maximumRate: 0.1, burst: .zero)).with(
            deadline: .now + .seconds(5))
        let unknown = await #expect(throws: AWSError.self) { try await IAM(later).deleteRole(roleName: name) }
        #expect(unknown?.mayHaveBeenCarriedOut == true && lost.requests.count == 1)
    }

    @Test func `a repeated deletion that finds nothing counts as done if the first may have been carried out`()
        async throws
    {
        let gone = ScriptedTransport.Step.respond(status: 404, body: IAMResponses.error("NoSuchEntity"))
        let name = try RoleName.known("r1")
        let lost = ScriptedTransport([.fail(.interrupted("reset")), gone])
        try await IAM(Client.make(lost)).deleteRole(roleName: name)
        for first in [[], [throttled], [.fail(.notSent("x"))]] {
            let never = ScriptedTransport(first + [gone])
            let iam = IAM(try Client.make(never))
            let error = await #expect(throws: AWSError.self) { try await iam.deleteRole(roleName: name) }
            #expect(error?.code == .noSuchEntity)
        }
    }

    @Test func `attempts end at the deadline`() async throws {
        let transport = ScriptedTransport(Array(repeating: throttled, count: 5))
        let client = try Client.make(transport).with(deadline: .now + .milliseconds(700))
        let error = await #expect(throws: AWSError.self) { try await STS(client).getCallerIdentity() }
        // The waits are of 500 ms and 1 s: the second would end too late.
        #expect(error == .deadlineExceeded(Operation(.sts, "GetCallerIdentity")) && transport.requests.count == 2)
        let past = try Client.make(transport).with(deadline: .now - .seconds(1))
        await #expect(throws: AWSError.deadlineExceeded(Operation(.sts, "GetCallerIdentity"))) {
            try await STS(past).getCallerIdentity()
        }
        #expect(transport.requests.count == 2)
    }

    @Test func `one attempt that stalls doesn't use up the time of the others`() async throws {
        var policy = RetryPolicy.longestWaits
        policy.attemptTimeout = .milliseconds(50)
        let transport = ScriptedTransport([.stall(.seconds(30)), .ok(caller)])
        _ = try await STS(Client.make(transport, retry: policy)).getCallerIdentity()
        let stalling = ScriptedTransport([.stall(.seconds(30))])
        let client = try Client.make(stalling, retry: policy).with(deadline: .now + .milliseconds(30))
        await #expect(throws: AWSError.deadlineExceeded(Operation(.sts, "GetCallerIdentity"))) {
            try await STS(client).getCallerIdentity()
        }
    }

    @Test func `cancellation ends the wait between attempts`() async throws {
        var policy = RetryPolicy()
        policy.random = { 1 }
        policy.throttledBaseDelay = .seconds(50)
        policy.maximumDelay = .seconds(50)
        let sts = STS(
            try Client.make(ScriptedTransport([throttled, .ok(caller)]), retry: policy, timekeeper: .system))
        let task = Task { try await sts.getCallerIdentity() }
        try await Task.sleep(for: .milliseconds(50))
        task.cancel()
        await #expect(throws: AWSError.transport(.cancelled, Operation(.sts, "GetCallerIdentity"))) {
            try await task.value
        }
    }

    @Test func `a wrong clock is corrected once per call, and stays corrected`() async throws {
        let ahead = Date.example.addingTimeInterval(3_600)
        let skewed = ScriptedTransport.Step.respond(
            status: 403, body: IAMResponses.error("SignatureDoesNotMatch"), fields: [.date: httpDate(ahead)])
        let transport = ScriptedTransport([skewed, .ok(key), .ok(caller)])
        let client = try Client.make(transport)
        let name = try UserName.known("a1")
        _ = try await IAM(client).createAccessKey(userName: name)
        _ = try await STS(client.with(deadline: .now + .seconds(9))).getCallerIdentity()
        let dates = transport.requests.map { $0.head.headerFields[.amzDate] }
        #expect(dates == ["20150830T123600Z", "20150830T133600Z", "20150830T133600Z"])
        #expect(client.clockSkew == 3_600)

        let always = ScriptedTransport { request in
            // As if AWS's clock ran away from ours.
            let next = request.head.headerFields[.amzDate] == "20150830T123600Z" ? ahead : .example
            return .respond(
                status: 403, body: IAMResponses.error("RequestTimeTooSkewed"), fields: [.date: httpDate(next)])
        }
        let again = STS(try Client.make(always))
        await #expect(throws: AWSError.self) { try await again.getCallerIdentity() }
        #expect(always.requests.count == 2)
    }

    @Test func `all calls that were signed by a wrong clock are repeated, whichever of them corrects it`() async throws
    {
        let account = SlowAccount(callers: 8, response: caller)
        let client = try Client.make(account)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 { group.addTask { _ = try await STS(client).getCallerIdentity() } }
            try await group.waitForAll()
        }
        #expect(account.count == 16 && client.clockSkew == 1_200)
    }

    @Test(arguments: [(-46_800.0, -46_800.0), (-6, -6), (-5, 0), (0, 0), (5, 0), (6, 6), (46_800, 46_800)])
    func `AWS's clock counts where ours is off by more than its telling whole seconds explains`(
        skew: TimeInterval, correction: TimeInterval
    ) async throws {
        let fields: HTTPFields = [.date: httpDate(.example.addingTimeInterval(skew))]
        let client = try Client.make(ScriptedTransport([.respond(status: 200, body: caller, fields: fields)]))
        let timekeeper = client.awsTimekeeper
        #expect(timekeeper.now() == .example)
        _ = try await STS(client).getCallerIdentity()
        #expect(timekeeper.now() == .example.addingTimeInterval(correction))
        #expect(client.latestAWSTime == .example.addingTimeInterval(skew))
    }

    @Test func `a wrong signature under the right clock fails at once`() async throws {
        let refused = ScriptedTransport.Step.respond(
            status: 403, body: IAMResponses.error("SignatureDoesNotMatch"), fields: [.date: httpDate(.example)])
        let transport = ScriptedTransport([refused, .ok(caller)])
        let sts = STS(try Client.make(transport))
        await #expect(throws: AWSError.self) { try await sts.getCallerIdentity() }
        #expect(transport.requests.count == 1)
    }

    @Test(arguments: [
        "", "{}", "<html/>", "<GetCallerIdentityResponse/>", "<GetCallerIdentityResponse><GetCallerIdentityResult>",
        IAMResponses.wrap("GetUser", ""), IAMResponses.wrap("GetCallerIdentity", "<Account>1</Account>"),
    ])
    func `a response that isn't the operation's is malformed`(body: String) async throws {
        let transport = ScriptedTransport([.ok(body)])
        let sts = STS(try Client.make(transport))
        let error = await #expect(throws: AWSError.self) { try await sts.getCallerIdentity() }
        #expect(error?.label == "malformedResponse" && transport.requests.count == 1)
    }

    @Test func `a response larger than the bound is malformed`() async throws {
        let sts = STS(try Client.make(ScriptedTransport([.fail(.responseTooLarge(limit: 9))])))
        let error = await #expect(throws: AWSError.self) { try await sts.getCallerIdentity() }
        #expect(error == .malformedResponse(Operation(.sts, "GetCallerIdentity"), "larger than 9 bytes"))
    }
}

extension HTTPField.Name {
    fileprivate static var amzDate: Self { HTTPField.Name("X-Amz-Date") ?? .date }
}

/// An account whose clock is 20 minutes ahead, and which refuses no call before it has as many as there are callers.
private final class SlowAccount: Transport {
    private let callers: Int
    private let response: String
    private let calls = Mutex(0)

    init(callers: Int, response: String) {
        self.callers = callers
        self.response = response
    }

    var count: Int { calls.withLock { $0 } }

    func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
        calls.withLock { $0 += 1 }
        await until { count >= callers }
        let isLate = request.head.headerFields[.amzDate] == "20150830T123600Z"
        let body = isLate ? IAMResponses.error("RequestTimeTooSkewed") : response
        return TransportResponse(
            head: HTTPResponse(
                status: isLate ? .forbidden : .ok, headerFields: [.date: httpDate(.example.addingTimeInterval(1_200))]),
            body: Array(body.utf8))
    }
}

/// A moment as HTTP fields have it, by another hand than ours.
private func httpDate(_ date: Date) -> String {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = .gmt
    formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
    return formatter.string(from: date)
}
