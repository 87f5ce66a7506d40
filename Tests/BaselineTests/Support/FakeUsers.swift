import AWS
import Concurrency
import Formats
import FoundationEssentials
import HTTPTypes
import Secrets
import Synchronization
import Transport

/// IAM's users in memory, with all that one can have, behind a transport. Calls can fail before or after they are carried out.
final class FakeUsers: Transport {
    struct User {
        var tags: [String: String] = [:]
        var password: String?
        var mustChangePassword = false
        var keys: [String: Key] = [:]
        var mfaDevices: Set<String> = []
        var certificates: Set<String> = []
        var sshKeys: Set<String> = []
        var serviceCredentials: Set<String> = []
        var groups: Set<String> = []
        var inlinePolicies: [String: String] = [:]
        var attachedPolicies: Set<String> = []
        var boundary: String?
    }

    struct Key {
        var isActive = true
        var created = Date.now
        var isUsed = false
        var secret = ""
    }

    struct World {
        var users: [String: User] = [:]
        /// Virtual devices, assigned or not.
        var virtualDevices: Set<String> = []
        /// Inline policies of roles.
        var roles: [String: [String: String]] = [:]
        var roleTags: [String: [String: String]] = [:]
        var roleBoundaries: [String: String] = [:]
        /// The calls that came in, with their user, policy or other subject.
        var calls: [String] = []
        var secretsMade = 0
        var inlineLimit = 2_048
        var attachmentLimit = 10
    }

    /// What happens to a call.
    enum Fate {
        case answered
        /// It isn't carried out.
        case refused(String)
        /// It isn't carried out, and no answer comes.
        case lostBefore
        /// It is carried out, and no answer comes.
        case lostAfter
    }

    private let world = Mutex(World())
    private let fate: @Sendable (String, Int) -> Fate

    /// - Parameter fate: what happens to a call, by its operation and how many came before it.
    init(fate: @escaping @Sendable (String, Int) -> Fate = { _, _ in .answered }) { self.fate = fate }

    func with<Value: Sendable>(_ body: (inout World) -> sending Value) -> Value {
        world.withLock { world in body(&world) }
    }

    var calls: [String] { with { $0.calls } }
    subscript(name: String) -> User? { with { $0.users[name] } }

    /// A client that waits for nothing.
    func client(by transport: (any Transport)? = nil) throws -> Client {
        guard let region = Region("us-east-1") else { throw CocoaError(.featureUnsupported) }
        var retry = RetryPolicy()
        retry.maximumAttempts = 1
        return Client(
            transport: transport ?? self,
            credentials: StaticCredentials(Credentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: Secret("secret"))),
            endpoints: Endpoints(region: region), retry: retry, timekeeper: .system)
    }

    func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
        var form: [String: String] = [:]
        for pair in String(decoding: request.body, as: UTF8.self).split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            form[parts[0]] = PercentEncoding.decode(parts[1])
        }
        let operation = form["Action"] ?? ""
        let (fate, answer) = world.withLock { world -> (Fate, Answer) in
            let fate = self.fate(operation, world.calls.count)
            world.calls.append(operation)
            switch fate {
            case .answered, .lostAfter: return (fate, world.answer(operation, form))
            case .refused(let code): return (fate, .refusal(code))
            case .lostBefore: return (fate, .refusal(""))
            }
        }
        switch fate {
        case .lostBefore, .lostAfter: throw .interrupted("the connection broke")
        case .answered, .refused: return answer.response(operation)
        }
    }

    enum Answer {
        case done(String = "")
        case refusal(String)

        static let notFound = Answer.refusal("NoSuchEntity")

        func response(_ operation: String) -> TransportResponse {
            switch self {
            case .done(let result):
                let text = "<\(operation)Result>\(result)</\(operation)Result>"
                return TransportResponse(
                    head: HTTPResponse(status: .ok),
                    body: Array("<\(operation)Response>\(text)</\(operation)Response>".utf8))
            case .refusal(let code):
                let status = code == "AccessDenied" ? 403 : code == "ServiceFailure" ? 500 : 409
                let error = "<ErrorResponse><Error><Code>\(code)</Code><Message>m</Message></Error></ErrorResponse>"
                return TransportResponse(head: HTTPResponse(status: .init(code: status)), body: Array(error.utf8))
            }
        }
    }
}
