import Foundation
import HTTPTypes
import Reactor
import Synchronization
import Testing

@testable import FastCGI

/// Runs `body` with a server on a socket of its own, and stops the server after it.
func withServer(
    _ limits: Limits = Limits(), handler: any Handler = ClosureHandler(),
    _ body: @Sendable (String) async throws -> Void
) async throws {
    let path = temporarySocketPath()
    let running = try await RunningServer(Server(listen: nil, limits: limits, handler: handler), path: path)
    let result: Result<Void, any Error>
    do {
        result = try await withTaskExecutorPreference(ThreadExecutor()) { .success(try await body(path)) }
    } catch {
        result = .failure(error)
    }
    running.stop()
    await running.ended()
    #expect(unsafe access(path, F_OK) != 0, "the socket is removed at the end")
    try result.get()
}

/// A server on a loop with a thread of its own.
struct RunningServer: Sendable {
    private let thread: LoopThread
    private let service: Service

    init(_ server: Server, path: String) async throws {
        thread = try LoopThread()
        let loop = thread.loop
        let started = await withCheckedContinuation { continuation in
            loop.perform {
                continuation.resume(
                    returning: Result { try server.start(ListeningSocket(.unix(path: path)), on: loop) })
            }
        }
        service = try started.get()
    }

    /// What a stop signal does.
    func stop() {
        thread.loop.perform(service.stop)
    }

    func ended() async {
        await withTaskExecutorPreference(ThreadExecutor()) { thread.join() }
    }
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
        Thread.detachNewThread { unsafe job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
