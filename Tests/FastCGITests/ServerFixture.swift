import Glibc
import HTTPTypes
import Synchronization
import Testing

@testable import FastCGI

/// Runs `body` with a server on a socket of its own, and stops the server after it.
func withServer(
    _ limits: Limits = Limits(), handler: any Handler = ClosureHandler(),
    _ body: @Sendable (String) async throws -> Void
) async throws {
    let path = temporarySocketPath()
    let server = Server(listen: .unix(path: path), limits: limits, stopSignals: [], handler: handler)
    let task = Task { try await server.run() }
    var tries = 0
    while unsafe access(path, F_OK) != 0, tries < 500 {
        try await Task.sleep(for: .milliseconds(2))
        tries += 1
    }
    // The file is there before the server listens.
    try await Task.sleep(for: .milliseconds(5))
    let result: Result<Void, any Error>
    do {
        result = try await withTaskExecutorPreference(ThreadExecutor()) { .success(try await body(path)) }
    } catch {
        result = .failure(error)
    }
    task.cancel()
    try await task.value
    #expect(unsafe access(path, F_OK) != 0, "the socket is removed at the end")
    try result.get()
}

func temporarySocketPath() -> String {
    "/tmp/fastcgi-\(getpid())-\(UInt32.random(in: 0 ... .max)).sock"
}

/// A handler that is a closure; by itself it answers with the parameters, one a line, and the body.
struct ClosureHandler: Handler {
    var respond: @Sendable (Request) async -> Response = { request in
        let lines = request.parameters.map { "\($0.name)=\($0.value)\n" }.joined()
        return Response(head: HTTPResponse(status: .ok), body: Array((lines + "\n").utf8) + request.body)
    }

    func respond(to request: Request) async -> Response { await respond(request) }
}

/// Counts calls from anywhere.
final class Counter: Sendable {
    private let count = Atomic<Int>(0)
    var value: Int { count.load(ordering: .relaxed) }
    func add() { count.add(1, ordering: .relaxed) }
}

/// Runs each job on a thread of its own: the clients wait in the kernel, and Swift's few threads are the server's.
final class ThreadExecutor: TaskExecutor {
    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        do throws(FastCGIError) {
            try BackgroundThread.start { unsafe job.runSynchronously(on: self.asUnownedTaskExecutor()) }
        } catch {
            fatalError("\(error)")
        }
    }
}
