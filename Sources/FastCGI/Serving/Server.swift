import Glibc
package import Reactor

/// Serves requests of a web server to a ``Handler``: FastCGI on a socket, or one request as plain CGI.
package struct Server: Sendable {
    private let listen: ListenAddress?
    private let limits: Limits
    private let refusal: @Sendable (Refusal, Request) -> Response
    private let handler: any Handler

    /// - Parameters:
    ///   - listen: where to listen; nil for the socket on descriptor 0, or for plain CGI.
    ///   - limits: the bounds to keep.
    ///   - refusal: makes the responses that are sent without asking the handler, from the reason and what is known of the
    ///     request.
    ///   - handler: answers the requests.
    package init(
        listen: ListenAddress?, limits: Limits = Limits(),
        refusal: @escaping @Sendable (Refusal, Request) -> Response = { refusal, _ in refusal.plainResponse },
        handler: any Handler
    ) {
        self.listen = listen
        self.limits = limits
        self.refusal = refusal
        self.handler = handler
    }

    /// How serving ended.
    package enum Ending: Sendable {
        case finished
        /// The time was up while requests were still under way.
        case abandoned
    }

    /// Serves on the calling thread, on which `loop` runs, until a stop signal comes. It then accepts no more connections,
    /// answers the requests under way within ``Limits/stopTimeout``, and returns. As plain CGI it serves one request and
    /// returns.
    ///
    /// - Parameters:
    ///   - loop: where the handler's tasks run.
    ///   - stopSignals: the signals that end serving.
    /// - Returns: whether all requests were answered.
    /// - Throws: when there is nothing to serve, or the system won't let it listen.
    package func run(on loop: EventLoop, stopSignals: [Int32] = [SIGTERM, SIGINT]) throws(FastCGIError) -> Ending {
        // Without this, writing to a web server that went away would end the process, not just fail.
        signal(SIGPIPE, SIG_IGN)
        guard let listener = try listener() else {
            guard ProcessEnvironment.isPlainCGI else { throw .nothingToServe }
            servePlainCGI(on: loop)
            return .finished
        }
        let service = try start(listener, on: loop)
        let signals: StopSignals
        do throws(LoopError) {
            signals = try StopSignals(stopSignals, on: loop, service.stop)
        } catch {
            throw .system(call: error.call, error.errno)
        }
        StartupPages.release()
        loop.run()
        signals.restore()
        return service.ending
    }

    private func listener() throws(FastCGIError) -> ListeningSocket? {
        guard let listen else { return ListeningSocket(inherited: STDIN_FILENO) }
        return try ListeningSocket(listen)
    }

    /// Starts serving connections on a loop that isn't running yet.
    func start(_ listener: consuming ListeningSocket, on loop: EventLoop) throws(FastCGIError) -> ConnectionManager {
        try ConnectionManager(listener: listener, handler: handler, limits: limits, refusal: refusal, loop: loop)
    }

    private func servePlainCGI(on loop: EventLoop) {
        let program = PlainCGI(limits: limits)
        let (request, reason) = program.readRequest()
        let response =
            if let reason {
                refusal(reason, request)
            } else {
                loop.run(cancellingAfter: limits.answerTimeout) { await handler.respond(to: request) }
            }
        program.write(response, to: request)
        if reason != nil { program.drainInput() }
    }
}
