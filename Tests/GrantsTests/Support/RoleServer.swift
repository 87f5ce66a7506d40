import AWS
import Concurrency
import Formats
import Grants
import HTTPTypes
import Secrets
import Synchronization
import TestSupport
import Testing
import Transport

/// STS with one role, behind a transport. Tests choose its answers.
final class RoleServer: Transport {
    enum Answer: Sendable {
        case session(expiration: String = "2023-11-14T23:13:20Z")
        case error(Int, String, message: String = "m")
        case fail(TransportError)
    }

    private struct State {
        var forms: [[String: String]] = []
        var waiting = 0
        var isHeld = false
    }

    private let state = Mutex(State())
    private let answer: @Sendable ([String: String]) -> Answer

    /// - Parameter answer: what is answered to a call with these parameters.
    init(_ answer: @escaping @Sendable ([String: String]) -> Answer = { _ in .session() }) { self.answer = answer }

    /// The parameters of all calls so far.
    var forms: [[String: String]] { state.withLock { $0.forms } }
    /// How many calls are held.
    var waiting: Int { state.withLock { $0.waiting } }

    /// Whether calls wait for their answer.
    func hold(_ isHeld: Bool) { state.withLock { $0.isHeld = isHeld } }

    /// The keys of the tags in a call.
    static func tagKeys(_ form: [String: String]) -> [String] {
        (1...50).compactMap { form["Tags.member.\($0).Key"] }
    }

    func client(rateLimiter: RateLimiter? = nil, timekeeper: Timekeeper) throws -> Client {
        let credentials = Credentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: Secret("secret"))
        return Client(
            transport: self, credentials: StaticCredentials(credentials),
            endpoints: Endpoints(region: try #require(Region("us-east-1"))), rateLimiter: rateLimiter,
            timekeeper: timekeeper)
    }

    func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
        var form: [String: String] = [:]
        for pair in String(decoding: request.body, as: UTF8.self).split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            form[parts[0]] = PercentEncoding.decode(parts[1])
        }
        let number = state.withLock { state in
            state.forms.append(form)
            state.waiting += 1
            return state.forms.count
        }
        await until { !state.withLock { $0.isHeld } || Task.isCancelled }
        state.withLock { $0.waiting -= 1 }
        if Task.isCancelled { throw .cancelled }
        switch answer(form) {
        case .session(let expiration): return Self.response(200, Self.session(form, number, expiration))
        case .error(let status, let code, let message):
            return Self.response(
                status,
                "<ErrorResponse><Error><Code>\(code)</Code><Message>\(message)</Message></Error></ErrorResponse>")
        case .fail(let error): throw error
        }
    }

    private static func session(_ form: [String: String], _ number: Int, _ expiration: String) -> String {
        """
        <AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIA\(number)</AccessKeyId>\
        <SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>\(expiration)</Expiration>\
        </Credentials><AssumedRoleUser><Arn>arn:aws:sts::123456789012:assumed-role/r/\(form["RoleSessionName"] ?? "")</Arn>\
        <AssumedRoleId>AROA:s</AssumedRoleId></AssumedRoleUser>\
        <PackedPolicySize>\(2 * tagKeys(form).count)</PackedPolicySize></AssumeRoleResult></AssumeRoleResponse>
        """
    }

    private static func response(_ status: Int, _ body: String) -> TransportResponse {
        TransportResponse(head: HTTPResponse(status: .init(code: status)), body: Array(body.utf8))
    }
}
