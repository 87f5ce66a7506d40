import AWS
import Concurrency
import Formats
import HTTPTypes
import Secrets
import Synchronization
import Transport

@testable import Baseline

/// Answers each operation by what a test wrote down: a result of IAM, an object of DynamoDB, or an error's code after `!`.
final class ScriptedAWS: Transport {
    private let answers: [String: [String]]
    private let asked = Mutex<[String]>([])

    /// - Parameter answers: by operation; the last one is given again and again.
    init(_ answers: [String: [String]]) { self.answers = answers }

    /// The operations that were called, in order.
    var calls: [String] { asked.withLock { $0 } }

    var client: Client {
        Client(
            transport: self,
            credentials: StaticCredentials(Credentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: Secret("s"))),
            endpoints: Endpoints(region: TestAccount.known("us-east-1")), timekeeper: Timekeeper(sleep: { _ in }))
    }

    var writer: AccountWriter {
        AccountWriter(
            iam: IAM(client), dynamoDB: DynamoDB(client), owner: TestAccount.owner,
            offboarding: TestAccount.offboarding(by: client), timekeeper: Timekeeper(sleep: { _ in }))
    }

    func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
        let target = HTTPField.Name("X-Amz-Target").flatMap { request.head.headerFields[$0] }
        let body = String(decoding: request.body, as: UTF8.self)
        let operation =
            target.map { String($0.split(separator: ".").last ?? "") }
            ?? String(body.split(separator: "&").first?.dropFirst("Action=".count) ?? "")
        let count = asked.withLock { asked in
            asked.append(operation)
            return asked.count { $0 == operation }
        }
        guard let list = answers[operation], let last = list.last else {
            return response(400, error("Unexpected", target))
        }
        let answer = count <= list.count ? list[count - 1] : last
        if answer.hasPrefix("!") { return response(400, error(String(answer.dropFirst()), target)) }
        if target != nil { return response(200, answer) }
        return response(
            200, "<\(operation)Response><\(operation)Result>\(answer)</\(operation)Result></\(operation)Response>")
    }

    private func error(_ code: String, _ target: String?) -> String {
        let words = code.split(separator: ":", maxSplits: 1)
        let message = words.count > 1 ? String(words[1]) : "words"
        return target == nil
            ? "<ErrorResponse><Error><Code>\(words[0])</Code><Message>\(message)</Message></Error></ErrorResponse>"
            : #"{"__type":"x#\#(words[0])","message":"\#(message)"}"#
    }

    private func response(_ status: Int, _ body: String) -> TransportResponse {
        TransportResponse(head: HTTPResponse(status: .init(code: status)), body: Array(body.utf8))
    }
}
