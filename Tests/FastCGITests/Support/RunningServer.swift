import Glibc
import Reactor
import Testing

@testable import FastCGI

/// Runs `body` with a server on a socket of its own, and then stops the server.
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

/// A server whose event loop has a thread of its own.
struct RunningServer: Sendable {
    private let thread: LoopThread
    private let service: ConnectionManager

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

    /// Does what a stop signal does.
    func stop() {
        thread.loop.perform(service.stop)
    }

    /// Waits until it has stopped.
    @discardableResult
    func ended() async -> Server.Ending {
        await withTaskExecutorPreference(ThreadExecutor()) { thread.join() }
        return service.ending
    }
}

/// A path at which there is nothing.
func temporarySocketPath() -> String {
    "/tmp/fastcgi-\(getpid())-\(UInt32.random(in: 0 ... .max)).sock"
}
