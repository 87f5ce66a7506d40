import AWS
import Concurrency
import Cryptography
import Formats
import FoundationEssentials
import HTTPTypes
import RoleRecords
import Secrets
import Synchronization
import Transport

/// An AWS account in memory, behind a transport: users, roles with their policies, access keys, and three DynamoDB tables.
final class FakeAccount: Transport {
    /// A call that the account answered.
    struct Call: Equatable {
        var operation: String
        /// The parameters of an IAM or STS call.
        var form: [String: String] = [:]
    }

    /// Sees every call before the account answers it, and may change the account. Returns an error's status and code (and
    /// message, after a colon), or nil to have the account answer.
    typealias Intercept = @Sendable (_ operation: String, inout World) -> (Int, String)?

    private let world = Mutex(World())
    private let roundTrips: RoundTripCounter?
    private let intercept: Intercept

    /// - Parameters:
    ///   - roundTrips: counts the round trips where a test asks for their number.
    ///   - intercept: sees every call first.
    init(roundTrips: RoundTripCounter? = nil, intercept: @escaping Intercept = { _, _ in nil }) {
        self.roundTrips = roundTrips
        self.intercept = intercept
    }

    /// Reads or changes what is in the account.
    func with<Value: Sendable>(_ body: (inout World) -> sending Value) -> Value {
        world.withLock { world in body(&world) }
    }

    var roleNames: Set<String> { with { Set($0.roles.keys) } }
    var recordNames: Set<String> { with { Set($0.table.items.keys) } }

    /// Adds a role at Latchkey's path, with a record unless `expiresAt` is nil.
    func add(_ userName: String, expiresAt: Int?, inline: Set<String> = ["latchkey-allow"], attached: Set<String> = [])
    {
        let arn = "arn:aws:iam::123456789012:role/user-role/user_\(userName)"
        with { world in
            let document = #"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}"#
            world.roles["user_\(userName)"] = FakeRole(
                arn: arn, inline: Dictionary(uniqueKeysWithValues: inline.map { ($0, document) }), attached: attached,
                tags: ["latchkey:mirror": "true"])
            if let expiresAt {
                world.table.items[userName] = RecordSeal.usual.sealing([
                    "username": .s(userName), "role_arn": .s(arn), "expires_at": .n(expiresAt),
                ])
            }
        }
    }

    /// A client that sends every call to this account.
    func client(
        retry: RetryPolicy = .standard, rateLimiter: RateLimiter? = nil,
        timekeeper: Timekeeper = .system
    ) throws -> Client {
        guard let region = Region("us-east-1") else { throw BadFixture(text: "us-east-1") }
        let credentials = Credentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: Secret("secret"))
        return Client(
            transport: self, credentials: StaticCredentials(credentials), endpoints: Endpoints(region: region),
            retry: retry, rateLimiter: rateLimiter, timekeeper: timekeeper)
    }

    // MARK: Transport

    func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
        await Task.yield()
        await roundTrips?.wait()
        if Task.isCancelled { throw .cancelled }
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
                let answer =
                    switch request.TableName {
                    case "latchkey-tokens": try world.tokensTable.answer(operation, request)
                    case "latchkey-applications": try world.applicationsTable.answer(operation, request)
                    default: try world.table.answer(operation, request)
                    }
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
            if operation == "getSigninToken" { return Self.response(200, #"{"SigninToken":"signin-token"}"#) }
            switch world.answer(operation, form) {
            case .error(let status, let code): return Self.error(status, code)
            case .result(let result):
                let text = "<\(operation)Result>\(result)</\(operation)Result>"
                var response = Self.response(200, "<\(operation)Response>\(text)</\(operation)Response>")
                if let date = world.date { response.fields.append("Date", date) }
                return response
            }
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
