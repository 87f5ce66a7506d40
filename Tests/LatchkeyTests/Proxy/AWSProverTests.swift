import AWS
import ArgumentParser
import HTTP1
import IdentityProofs
import Logging
import Secrets
import Synchronization
import Testing

@testable import LocalProxy
@testable import latchkey

@Suite(.timeLimit(.minutes(1))) struct AWSProverTests {
    private let lines = Lines()

    private final class Lines: Sendable {
        let all = Mutex<[String]>([])
    }

    private func prove(
        _ bench: ToolBench, to url: String = "https://tools.example.com", arguments: [String] = [],
        challenge: String =
            #"IAM realm="123456789012", server="tools.example.com", regions="eu-west-1", proofs="signed token""#
    ) async throws -> String {
        let server = try #require(Origin(url))
        let fields: HeaderFields = ["WWW-Authenticate": challenge]
        let challenge = try #require(
            IdentityChallenge(ResponseHead(status: 401, reason: "Unauthorized", fields: fields)))
        let options = try ProofOptions.parse(arguments)
        let context = bench.context
        let aws = try AWSSession(options.aws, in: context)
        let (lines, timekeeper) = (lines, context.timekeeper)
        let log = Logger(label: "test") { _ in
            TextLogHandler(level: .info, timekeeper: timekeeper) { line in lines.all.withLock { $0.append(line) } }
        }
        let callers = CurrentCaller(aws, timekeeper: timekeeper)
        let prover = AWSProver(
            callers: callers, aws: aws, options: options, context: context, log: log,
            tokens: TokenMaker(callers: callers, handed: aws))
        return try await prover.proof(to: server, for: challenge).reveal()
    }

    private func log() -> String { lines.all.withLock { $0.joined(separator: "\n") } }

    @Test func `the proof is for the server, in a Region where it asks`() async throws {
        let bench = ToolBench(environment: ToolBench.keys.merging(["AWS_REGION": "us-east-1"]) { $1 })
        let proof = try await prove(bench)
        let identity = try SignedIdentity(encoded: proof.dropFirst("IAM ".count))
        #expect(identity.region.rawValue == "eu-west-1" && identity.accessKeyID.rawValue == "AKIAIOSFODNN7EXAMPLE")
        // The server isn't asked for what it has said already.
        #expect(bench.asked.isEmpty && bench.requests.compactMap(\.action) == ["GetCallerIdentity"])
        #expect(log().isEmpty)
    }

    @Test func `a token is made where the person wants one, or the server takes no other proof`() async throws {
        #expect(try await prove(ToolBench(), arguments: ["--proof", "token"]) == "Bearer \(STSAnswers.token)")
        let challenge = #"IAM realm="123456789012", server="tools.example.com", regions="eu-west-1", proofs="token""#
        #expect(try await prove(ToolBench(), challenge: challenge) == "Bearer \(STSAnswers.token)")
    }

    @Test(arguments: [
        (
            #"IAM realm="210987654321", server="tools.example.com", regions="eu-west-1", proofs="signed""#,
            "isn't one for"
        ),
        (
            #"IAM realm="123456789012", server="other.example.com", regions="eu-west-1", proofs="signed""#,
            "can't be proved"
        ),
        (
            #"IAM realm="123456789012", server="tools.example.com:80", regions="eu-west-1", proofs="signed""#,
            "can't be proved"
        ),
        (
            #"IAM realm="123456789012", server="tools.example.com", regions="cn-north-1", proofs="signed""#,
            "can't be proved"
        ),
        (
            #"IAM realm="123456789012", server="tools.example.com", regions="eu-west-1", proofs="kms""#,
            "can't be proved"
        ),
    ])
    func `a server that can take no proof of the person's gets none`(challenge: String, words: String) async throws {
        let bench = ToolBench()
        let error = await #expect(throws: IdentityRefusal.self) { try await prove(bench, challenge: challenge) }
        #expect(error?.words.contains(words) == true)
        #expect(log().contains("warning no proof server=https://tools.example.com reason="))
    }

    @Test func `what is wrong with the credentials is told in the log alone`() async {
        let secret = "arn:aws:iam::123456789012:user/alice is not authorized"
        let bench = ToolBench(sts: { _ in STSAnswers.error("AccessDenied", 403, secret) })
        let error = await #expect(throws: IdentityRefusal.self) { try await prove(bench) }
        #expect(error?.words == "Your identity in AWS isn't one for the server. The proxy's log says more: no proof.")
        #expect(log().contains(secret))
    }
}
