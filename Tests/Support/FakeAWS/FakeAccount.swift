import AWS
import Cryptography
import Formats
import FoundationEssentials
import HTTPTypes
import Secrets
import Synchronization
import Transport

/// An AWS account in memory, behind a transport: users, roles with their policies, access keys, and one DynamoDB table.
final class FakeAccount: Transport {
    private let world = Mutex(World())
    /// Where it matters how many calls wait for one another.
    private let rounds: Rounds?
    /// Answers in the world's place: an error's status and code (and message, after a colon), or nil. It may change the
    /// world first.
    private let intercept: @Sendable (String, inout World) -> (Int, String)?

    init(
        rounds: Rounds? = nil, intercept: @escaping @Sendable (String, inout World) -> (Int, String)? = { _, _ in nil }
    ) {
        self.rounds = rounds
        self.intercept = intercept
    }

    func with<Value: Sendable>(_ body: (inout World) -> sending Value) -> Value {
        world.withLock { world in body(&world) }
    }

    var roleNames: Set<String> { with { Set($0.roles.keys) } }
    var recordNames: Set<String> { with { Set($0.table.items.keys) } }

    /// A role at Latchkey's path, with a record unless `expiresAt` is nil.
    func add(_ userName: String, expiresAt: Int?, inline: Set<String> = ["latchkey-allow"], attached: Set<String> = [])
    {
        let arn = "arn:aws:iam::123456789012:role/user-role/user_\(userName)"
        with { world in
            let document = #"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}"#
            world.roles["user_\(userName)"] = FakeRole(
                arn: arn, inline: Dictionary(uniqueKeysWithValues: inline.map { ($0, document) }), attached: attached,
                tags: ["latchkey:mirror": "true"])
            if let expiresAt {
                world.table.items[userName] = [
                    "username": .s(userName), "role_arn": .s(arn), "expires_at": .n(expiresAt),
                ]
            }
        }
    }

    /// A client that sends every call to this account.
    func client(
        retry: RetryPolicy = .standard, pace: Pace? = nil, now: @escaping @Sendable () -> Date = { Date() }
    ) throws -> Client {
        guard let region = Region("us-east-1") else { throw BadFixture(text: "us-east-1") }
        let credentials = Credentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: Secret("secret"))
        return Client(
            transport: self, credentials: StaticCredentials(credentials), endpoints: Endpoints(region: region),
            retry: retry, pace: pace, now: now)
    }

    // MARK: Transport

    func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
        await Task.yield()
        await rounds?.wait()
        if let target = request.head.headerFields[HTTPField.Name("X-Amz-Target") ?? .contentType] {
            return answerDynamoDB(String(target.split(separator: ".").last ?? ""), request.body)
        }
        var form: [String: String] = [:]
        for pair in String(decoding: request.body, as: UTF8.self).split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            form[parts[0]] = PercentEncoding.decode(parts[1])
        }
        return answerIAM(form["Action"] ?? "", form)
    }

    private func answerDynamoDB(_ operation: String, _ body: [UInt8]) -> TransportResponse {
        world.withLock { world in
            world.calls.append(Call(operation: operation))
            if let (status, code) = intercept(operation, &world) {
                return Self.response(status, #"{"__type":"x#\#(code)"}"#)
            }
            do {
                let request = try JSONDecoder().decode(FakeTable.Request.self, from: Data(body))
                let answer = try world.table.answer(operation, request)
                return Self.response(200, String(decoding: try JSONEncoder().encode(answer), as: UTF8.self))
            } catch is FakeTable.ConditionFailed {
                return Self.response(400, #"{"__type":"x#ConditionalCheckFailedException"}"#)
            } catch {
                return Self.response(400, #"{"__type":"x#ValidationException","message":"\#(error)"}"#)
            }
        }
    }

    private func answerIAM(_ operation: String, _ form: [String: String]) -> TransportResponse {
        world.withLock { world in
            world.calls.append(Call(operation: operation, form: form))
            if let (status, code) = intercept(operation, &world) { return Self.error(status, code) }
            guard let result = Self.result(of: operation, form, &world) else { return Self.error(404, "NoSuchEntity") }
            if ["DeleteConflict", "EntityAlreadyExists"].contains(result) { return Self.error(409, result) }
            if result == "AccessDenied" { return Self.error(403, result) }
            var response = Self.response(
                200, "<\(operation)Response><\(operation)Result>\(result)</\(operation)Result></\(operation)Response>")
            response.head.headerFields[.date] = world.date
            return response
        }
    }

    private static func error(_ status: Int, _ code: String) -> TransportResponse {
        let words = code.split(separator: ":", maxSplits: 1)
        let message = words.count > 1 ? words[1] : "m"
        return response(
            status,
            "<ErrorResponse><Error><Code>\(words[0])</Code><Message>\(message)</Message></Error></ErrorResponse>")
    }

    private static func response(_ status: Int, _ body: String) -> TransportResponse {
        TransportResponse(head: HTTPResponse(status: .init(code: status)), body: Array(body.utf8))
    }
}
