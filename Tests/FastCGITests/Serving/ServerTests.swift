import Glibc
import HTTPTypes
import Reactor
import SystemPackage
import Testing

@testable import FastCGI

@Suite(.timeLimit(.minutes(1)))
struct ServerTests {
    @Test func `a server answers until a stop signal comes, and says that it has finished`() async {
        await #expect(processExitsWith: .success) {
            let path = temporarySocketPath()
            let server = Server(listen: .unix(path: path), handler: ClosureHandler())
            let answers = Counter()
            let client = Task(executorPreference: ThreadExecutor()) {
                while unsafe access(path, F_OK) != 0 { usleep(5_000) }
                if try ask(path, [("A", "b")]).hasSuffix("A=b\n\n") { answers.add() }
                kill(getpid(), SIGTERM)
            }
            try #require(try server.run(on: EventLoop(), stopSignals: [SIGTERM]) == .finished)
            try await client.value
            try #require(answers.value == 1)
            try #require(unsafe access(path, F_OK) != 0)
        }
    }

    @Test func `a server without an address, a socket on descriptor 0 and a CGI request has nothing to serve`() async {
        await #expect(processExitsWith: .success) {
            close(STDIN_FILENO)
            let server = Server(listen: nil, handler: ClosureHandler())
            try #require(throws: FastCGIError.nothingToServe) { try server.run(on: EventLoop()) }
        }
    }

    @Test func `a server that can't listen says why`() async throws {
        let server = Server(listen: .unix(path: "/nowhere/x.sock"), handler: ClosureHandler())
        #expect(throws: FastCGIError.cannotListen("/nowhere/x.sock", .noSuchFileOrDirectory)) {
            try server.run(on: EventLoop())
        }
    }

    @Test func `a server serves the listening socket on descriptor 0`() async {
        await #expect(processExitsWith: .success) {
            let path = temporarySocketPath()
            let listener = try ListeningSocket(.unix(path: path))
            try #require(dup2(listener.rawValue, STDIN_FILENO) == STDIN_FILENO)
            let server = Server(listen: nil, handler: ClosureHandler())
            let answers = Counter()
            let client = Task(executorPreference: ThreadExecutor()) {
                if try ask(path).hasPrefix("Status: 200") { answers.add() }
                kill(getpid(), SIGTERM)
            }
            try #require(try server.run(on: EventLoop(), stopSignals: [SIGTERM]) == .finished)
            try await client.value
            try #require(answers.value == 1)
            // Whoever made the socket removes it.
            try #require(unsafe access(path, F_OK) == 0)
            _ = consume listener
        }
    }
}
