import Concurrency
import HTTPTypes
import IdentityProofs
import Secrets
import Testing
import Transport

@testable import latchkey

@Suite(.timeLimit(.minutes(1))) struct ServerTests {
    private static let url = "https://tools.example.com"

    @Test func `a link is asked for with a proof, and with the page to come to`() async throws {
        let bench = ToolBench()
        #expect(await bench.run("open", Self.url + "/report?month=5&x=%2F#part") == .success)
        #expect(bench.opened == [ServerAnswers.link])
        #expect(bench.output.isEmpty && bench.errors.isEmpty)
        let request = try #require(bench.requests.last)
        #expect(request.head.method == .post && request.head.authority == "tools.example.com")
        #expect(request.head.scheme == "https" && request.head.path == "/auth/link")
        #expect(request.text == "return_url=%2Freport%3Fmonth%3D5%26x%3D%252F")
        #expect(request.head.headerFields[.contentType] == "application/x-www-form-urlencoded")
        #expect(request.head.headerFields[.authorization]?.hasPrefix("IAM ") == true)
        #expect(request.maximumResponseSize == 16_384)
    }

    @Test func `a link is printed for whoever opens it themselves`() async {
        let bench = ToolBench()
        #expect(await bench.run("open", "--print", Self.url) == .success)
        #expect(bench.output == ServerAnswers.link + "\n")
        #expect(bench.opened.isEmpty)
    }

    @Test(arguments: [
        "https://evil.example/auth/link/c", "http://tools.example.com/auth/link/c", "//tools.example.com/auth/link/c",
        "https://tools.example.com.evil.example/auth/link/c", "https://tools.example.com@evil.example/auth/link/c",
        "https://tools.example.com:8443/auth/link/c", "https://tools.example.com/", "/auth/link/c", "",
        "https://tools.example.com/auth/link/c d", #"https://tools.example.com/auth/link/\"><script>"#,
        #"https://tools.example.com/auth/link/\\evil"#, "https://tools.example.com/auth/link/é",
        "javascript:alert(1)", "file:///etc/passwd", "https://tools.example.com/auth/link/c\\u0000",
        "https://tools.example.com/auth/link/" + String(repeating: "a", count: 2_048),
    ])
    func `a link that isn't the server's own is opened and printed nowhere`(link: String) async {
        for more in [[], ["--print"]] {
            let bench = ToolBench(server: { path in
                path == "/auth/link" ? .ok(#"{"url":"\#(link)"}"#) : ServerAnswers.usual(path)
            })
            guard case .perform(let command) = Invocation(["open", Self.url] + more) else { continue }
            #expect(await command.status(in: bench.context) == .badAnswer, "\(link)")
            #expect(bench.opened.isEmpty && bench.output.isEmpty, "\(link)")
            #expect(bench.errors.count == 1)
        }
    }

    @Test(
        arguments: [
            (.fail(.notSent("Connection refused")), .unavailable, "can't be reached: Connection refused: look"),
            (.fail(.interrupted("Empty reply")), .unavailable, "can't be reached: Empty reply"),
            (.fail(.deadlineExceeded), .unavailable, "didn't answer in time: try again later"),
            (.fail(.responseTooLarge(limit: 1)), .badAnswer, "answered with too much: look"),
            (.answer(302, "", [.location: "https://evil.example/"]), .badAnswer, "isn't followed: look"),
            (
                .answer(401, #"{"detail":"The proof is too old."}"#), .noPermission,
                "401: The proof is too old.: look with"
            ),
            (.answer(403, ""), .noPermission, "answered with the status 403: look with"),
            (.answer(404, "<html>"), .unavailable, "has no sign-in with IAM identities: look"),
            (.answer(429, #"{"title":"Slow down"}"#), .tryAgain, "429: Slow down: try again later"),
            (.answer(503, ""), .unavailable, "status 503: try again later"),
            (.answer(500, #"{"title":"a\u001b]0;b\u0007\n\u202ec"}"#), .unavailable, "500: a ]0;b c: try"),
            (.ok("<html>"), .badAnswer, "it has no url"), (.ok("{}"), .badAnswer, "it has no url"),
            (.ok(#"{"url":5}"#), .badAnswer, "it has no url"), (.ok(""), .badAnswer, "it has no url"),
            (.ok(#"{"url":"#), .badAnswer, "it has no url"),
        ] as [(ToolBench.Answer, Latchkey.Status, String)])
    func `a server that gives no link is told in one line`(
        answer: ToolBench.Answer, status: Latchkey.Status, words: String
    ) async {
        let bench = ToolBench(server: { path in path == "/auth/link" ? answer : ServerAnswers.usual(path) })
        #expect(await bench.run("open", Self.url) == status)
        #expect(bench.opened.isEmpty && bench.output.isEmpty)
        #expect(bench.errors.count == 1 && bench.errors[0].hasPrefix(Self.url), "\(bench.errors)")
        #expect(bench.errors.first?.contains(words) == true, "\(bench.errors)")
    }

    @Test func `a server is waited for a few seconds`() async throws {
        let bench = ToolBench()
        _ = await bench.run("open", Self.url)
        let challenge = try #require(bench.requests.first { $0.head.path == "/auth/challenge" })
        let link = try #require(bench.requests.first { $0.head.path == "/auth/link" })
        #expect(challenge.deadline < .now + .seconds(4))
        #expect(link.deadline < .now + .seconds(31))
    }
}
