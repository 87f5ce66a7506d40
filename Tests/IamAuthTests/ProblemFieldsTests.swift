import AWS
import Concurrency
import FastCGI
import Formats
import FoundationEssentials
import HTTPTypes
import IdentityProofs
import Problems
import Testing
import Transport
import WebTestSupport

@testable import FakeAWS
@testable import iam_auth

@Suite(.timeLimit(.minutes(1))) struct ProblemFieldsTests {
    private func refusal(_ problem: Problem, command: String? = "latchkey open 'https://a.example/?a&b'")
        -> ProblemFields
    {
        ProblemFields(problem: problem, command: command, requestID: "0a")
    }

    private func value(_ name: String, of fields: HTTPFields) -> String {
        HTTPField.Name(name).flatMap { fields[$0] } ?? ""
    }

    @Test func `the fields are one line of ASCII each, and say what the problem says`() throws {
        let problem = Problem(
            "k", status: .unauthorized, title: "You haven't", detail: "Run “latchkey” now — 🔑.\nOr\u{7}not.")
        let fields = refusal(problem).fields
        for name in ["X-Iam-Problem", "X-Iam-Problem-Page"] {
            let value = value(name, of: fields)
            #expect(!value.isEmpty && value.utf8.allSatisfy { (0x20...0x7e).contains($0) }, "\(value)")
        }
        let json = try JSONReader.read(Array(value("X-Iam-Problem", of: fields).utf8))
        #expect(json["detail"]?.string == problem.detail && json["request_id"]?.string == "0a")
        #expect(json["command"]?.string == "latchkey open 'https://a.example/?a&b'")
    }

    @Test func `everything on the page is escaped`() {
        var problem = Problem("k", status: .forbidden, title: "<h1>", detail: "<script>\"'&")
        problem.members = [.init("arn", .string("<img>"))]
        let page = value("X-Iam-Problem-Page", of: refusal(problem).fields)
        #expect(page.hasPrefix("<h1>&lt;h1&gt;</h1><p>&lt;script&gt;&quot;&#39;&amp;</p>"))
        #expect(page.contains("<code>&lt;img&gt;</code>") && !page.contains("<img"))
    }

    @Test func `who hasn't proved anything is told what to run`() async throws {
        let answer = try await IAMAuthBench().verify("/report?a=1&b=<2>")
        #expect(answer.head.status == .unauthorized)
        #expect(answer["X-Iam-Problem-Page"]?.contains("<pre>latchkey open https://portal.example</pre>") == true)
        let plain = try await IAMAuthBench().verify("/report?a=1&b=2")
        #expect(
            plain["X-Iam-Problem-Page"]?.contains(
                "<pre>latchkey open &#39;https://portal.example/report?a=1&amp;b=2&#39;</pre>") == true)
        #expect(plain["X-Iam-Problem"]?.contains("identity-not-proved") == true)
    }

    @Test func `where KMS tokens alone are taken, it is a proxy`() async throws {
        var bench = try IAMAuthBench([
            "LATCHKEY_IAM_AUTH_PROOFS": "kms", "LATCHKEY_IAM_AUTH_HTTP_SERVERS": "portal.example",
            "LATCHKEY_IAM_AUTH_KMS_KEY": "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
        ])
        for (hasTLS, option) in [(true, "--allow https"), (false, "--allow-without-tls http")] {
            bench.hasTLS = hasTLS
            let answer = await bench.verify("/report", cookie: "a=b")
            #expect(answer.head.status == .unauthorized)
            let page = try #require(answer["X-Iam-Problem-Page"])
            // Which key it is, people have to say: a server's own word would be anybody's.
            #expect(page.contains("<pre>latchkey proxy \(option)://portal.example --allow-kms-key ARN</pre>"))
            #expect(!page.contains("latchkey open"))
            #expect(answer["X-Iam-Problem"]?.contains("latchkey open") == false)
        }
    }

    @Test func `who may not enter is told who they are, and how to come as somebody else`() async throws {
        let bench = try IAMAuthBench(rules: "rules:\n  - allow: none\n")
        let answer = await bench.verify("/x", cookie: await bench.session())
        let page = try #require(answer["X-Iam-Problem-Page"])
        #expect(page.contains("You are <code>arn:aws:iam::123456789012:user/alice</code>"))
        #expect(page.contains("<pre>latchkey open --profile NAME https://portal.example/x</pre>"))
    }

    @Test func `a server that isn't named, or can't ask AWS, has nothing to run`() async throws {
        let bench = try IAMAuthBench()
        bench.account.with { $0.countsUses = false }
        let down = await bench.verify(proof: bench.proof())
        #expect(down.head.status == .serviceUnavailable)
        #expect(down["X-Iam-Problem-Page"]?.contains("AWS can&#39;t be reached") == true)
        #expect(down["X-Iam-Problem-Page"]?.contains("<pre>") == false)
        let host = [("HTTP_HOST", "other.example")]
        let parameters = [
            ("REQUEST_METHOD", "GET"), ("REQUEST_URI", "/auth/verify"), ("HTTPS", "on"), ("LATCHKEY_PATH", "/"),
        ]
        let other = await bench.ask(.init(parameters: (host + parameters).map { .init(name: $0.0, value: $0.1) }))
        #expect(other["X-Iam-Problem"]?.contains("server-unknown") == true)
        #expect(other["X-Iam-Problem-Page"]?.contains("<pre>") == false)
    }
}
