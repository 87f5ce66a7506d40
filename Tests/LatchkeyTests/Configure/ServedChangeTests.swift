import FoundationEssentials
import TestSupport
import Testing
import Transport

@testable import latchkey

@Suite(.timeLimit(.minutes(1))) struct ServedChangeTests {
    private static let served = """
        sign-ins:
          company: {portal: "https://latchkey.example.com"}
        profiles:
          work: {sign-in: company}
        """
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// What somebody is told who keeps `kept`, while the portal answers so.
    private func isThere(_ answer: ToolBench.Answer, kept: String?) async throws -> Bool {
        let path = "\(folder.path)/.config/latchkey/portals/latchkey.example.com.yaml"
        if let kept {
            try FileManager.default.createDirectory(
                atPath: "\(folder.path)/.config/latchkey/portals", withIntermediateDirectories: true)
            try kept.write(toFile: path, atomically: false, encoding: .utf8)
        }
        let bench = ToolBench(
            environment: ["HOME": folder.path], files: kept.map { [path: $0] } ?? [:],
            server: { $0 == "/latchkey.yaml" ? answer : .answer(404, "") })
        let context = bench.context
        return await ServedChange(SignInBench.portal, transport: try context.serverTransport(), in: context).isThere
    }

    @Test func `another configuration than the one that is kept is a change`() async throws {
        #expect(try await isThere(.ok(Self.served + "\n  more: {sign-in: company}"), kept: Self.served))
        #expect(try await !isThere(.ok(Self.served), kept: Self.served))
    }

    @Test func `who keeps nothing of the portal isn't told`() async throws {
        #expect(try await !isThere(.ok(Self.served), kept: nil))
    }

    @Test func `what can't be had or read is no change`() async throws {
        for answer in [
            ToolBench.Answer.fail(.notSent("no route")), .answer(500, ""), .answer(404, ""), .ok("sign-ins: ["),
        ] {
            #expect(try await !isThere(answer, kept: Self.served))
        }
    }
}
