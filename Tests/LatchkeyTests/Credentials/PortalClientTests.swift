import FoundationEssentials
import Synchronization
import TestSupport
import Testing

@testable import latchkey

@Suite(.timeLimit(.minutes(1))) struct PortalClientTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func `a token that the portal refuses is exchanged for another one, once`() async throws {
        let tokens = GivenTokens()
        let asked = Mutex(0)
        let bench = PersonalFiles.bench(folder, tokens: tokens) { _ in
            asked.withLock { $0 += 1 }
            return asked.withLock { $0 } == 1 ? .answer(401, "") : .ok(PersonalFiles.portalCredentials())
        }
        #expect(await bench.run("credentials", "work") == .success)
        #expect(tokens.refused == ["access-0"])
        let refusing = PersonalFiles.bench(folder, ["XDG_CACHE_HOME": folder.path + "/other"]) { _ in .answer(401, "") }
        #expect(await refusing.run("credentials", "work") == .noPermission)
        #expect(refusing.requests.count == 2)
        #expect(
            refusing.errors == [
                "https://latchkey.example.com no longer takes the sign-in company: run “latchkey login company”"
            ])
    }

    @Test func `a role that the portal doesn't offer isn't replaced by another one`() async throws {
        let files = [
            "/h/.config/latchkey/config.yaml": PersonalFiles.configuration.replacing(
                "work: {sign-in: company}", with: "work: {sign-in: company, role: read-only}")
        ]
        for (offered, status) in [("read-only", Latchkey.Status.success), ("user_alice", .configuration)] {
            let folder = try TemporaryFolder()
            let bench = PersonalFiles.bench(folder, files: files) { path in
                .ok(path == "/api/roles" ? #"{"Roles":[{"Name":"\#(offered)"}]}"# : PersonalFiles.portalCredentials())
            }
            #expect(await bench.run("credentials", "work") == status)
            #expect(bench.output.isEmpty == (status != .success))
        }
    }

    @Test(arguments: [
        (403, #"{"detail":"No IAM user."}"#, Latchkey.Status.noPermission, "refuses: No IAM user."),
        (404, "", .badAnswer, "gives no credentials: look whether it is a Latchkey portal"),
        (200, "<html>", .badAnswer, "gave no credentials"),
        (200, #"{"AccessKeyId":"a"}"#, .badAnswer, "gave no credentials"),
        (302, "", .badAnswer, "points to another address"),
        (429, "", .tryAgain, "answered with the status 429"),
        (503, #"{"detail":"AWS is slow."}"#, .unavailable, "AWS is slow."),
    ])
    func `what a portal refuses is told in the person's words`(
        status: Int, body: String, expected: Latchkey.Status, words: String
    ) async throws {
        let bench = PersonalFiles.bench(folder) { _ in .answer(status, body) }
        #expect(await bench.run("credentials", "work") == expected)
        #expect(bench.errors.first?.contains(words) ?? false, "\(bench.errors)")
        #expect(bench.output.isEmpty && !bench.errors.joined().contains("access-0"))
    }
}
