import SystemPackage
import TestSupport
import Testing

@testable import LocalProxy

@Suite(.timeLimit(.minutes(1)))
struct PermissionsTests {
    private let tools = Origin("https://tools.example")

    private func permissions(
        _ answer: PermissionAnswer?, file: PermissionFile? = nil, _ questions: Recorder<String> = Recorder()
    )
        throws -> Permissions
    {
        try Permissions(
            allowed: [], file: file, asker: answer.map { StubAsker(answer: $0, questions: questions) })
    }

    @Test func `without a terminal nobody is allowed who wasn't before`() async throws {
        #expect(try await permissions(nil).seek(tools.orFail(), account: "123456789012") == false)
    }

    @Test func `the person is asked once`() async throws {
        let questions = Recorder<String>()
        let (tools, permissions) = (try tools.orFail(), try permissions(.now, questions))
        async let first = permissions.seek(tools, account: "123456789012")
        async let second = permissions.seek(tools, account: "123456789012")
        #expect(await [first, second, permissions.seek(tools, account: "123456789012")] == [true, true, true])
        #expect(questions.values == ["https://tools.example 123456789012"])
        #expect(permissions.allows(tools))
    }

    @Test func `a no is remembered as long as the proxy runs`() async throws {
        let questions = Recorder<String>()
        let (tools, permissions) = (try tools.orFail(), try permissions(.no, questions))
        #expect(await permissions.seek(tools, account: "123456789012") == false)
        #expect(await permissions.seek(tools, account: "123456789012") == false)
        #expect(questions.count == 1)
    }

    @Test func `a server that others can read on the way is neither allowed nor asked about`() async throws {
        let questions = Recorder<String>()
        let plain = try Origin("http://tools.example").orFail()
        let permissions = try Permissions(
            allowed: [plain], file: nil, asker: StubAsker(answer: .always, questions: questions))
        #expect(!permissions.allows(plain))
        #expect(await permissions.seek(plain, account: "123456789012") == false)
        #expect(questions.count == 0)
    }

    @Test func `a page can't ask about one server after another for ever`() async throws {
        let questions = Recorder<String>()
        let permissions = try permissions(.no, questions)
        for number in 0..<30 {
            _ = await permissions.seek(try Origin("https://\(number).example").orFail(), account: "123456789012")
        }
        #expect(questions.count == 20)
    }

    @Test func `what is always allowed is written down, and read at the next start`() async throws {
        let folder = try TemporaryFolder()
        let path = FilePath(folder.path).appending("config/latchkey/servers")
        #expect(
            try await permissions(.always, file: PermissionFile(path)).seek(tools.orFail(), account: "123456789012"))
        #expect(try permissions(nil, file: PermissionFile(path)).allows(tools.orFail()))
    }

    @Test func `a request for plain http goes over TLS where that was allowed`() throws {
        let permissions = try Permissions(allowed: [tools.orFail()], file: nil, asker: nil)
        #expect(permissions.preferred(try Origin("http://tools.example").orFail()) == tools)
        let other = try Origin("http://tools.example:8080").orFail()
        #expect(permissions.preferred(other) == other)
    }
}
