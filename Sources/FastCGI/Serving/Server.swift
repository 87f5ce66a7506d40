internal import Glibc
package import Reactor

/// Serves requests of a web server to a ``Handler``: FastCGI on a socket, or one request as plain CGI.
package struct Server: Sendable {
    private let listen: ListenAddress?
    private let limits: Limits
    private let refusal: @Sendable (Refusal, [Request.Parameter]) -> Response
    private let handler: any Handler

    /// - Parameters:
    ///   - listen: where to listen; nil for the socket on descriptor 0, or for plain CGI.
    ///   - limits: the bounds to keep.
    ///   - refusal: makes the answers that are given without the handler, from what is known of the request's parameters.
    ///   - handler: answers the requests.
    package init(
        listen: ListenAddress?, limits: Limits = Limits(),
        refusal: @escaping @Sendable (Refusal, [Request.Parameter]) -> Response = { refusal, _ in refusal.plainResponse
        },
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
        /// Time was up for requests that were still under way.
        case abandoned
    }

    /// Serves on the calling thread, on which `loop` runs, until a stop signal comes; then accepts no more, answers what
    /// is under way within ``Limits/stopTimeout``, and returns. As plain CGI it serves one request and returns.
    ///
    /// - Parameters:
    ///   - loop: where the handler's tasks run.
    ///   - stopSignals: the signals that end it.
    /// - Returns: whether everything was answered.
    /// - Throws: ``FastCGIError`` when there is nothing to serve, or it can't be listened.
    package func run(on loop: EventLoop, stopSignals: [Int32] = [SIGTERM, SIGINT]) throws(FastCGIError) -> Ending {
        // A web server that went away is the failure of one write, not the end of the process.
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
            throw .system(call: error.call, reason: "\(error.errno)")
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
    func start(_ listener: consuming ListeningSocket, on loop: EventLoop) throws(FastCGIError) -> Service {
        guard Exchange.prepareLibrary() else {
            throw .system(call: "FCGX_Init", reason: "libfcgi can't be prepared")
        }
        return Service(listener: listener, handler: handler, limits: limits, refusal: refusal, loop: loop)
    }

    private func servePlainCGI(on loop: EventLoop) {
        let exchange = PlainCGI(limits: limits)
        let (request, reason) = exchange.readRequest()
        let response =
            if let reason {
                refusal(reason, request.parameters)
            } else {
                loop.run(cancellingAfter: limits.answerTimeout) { await handler.respond(to: request) }
            }
        exchange.write(response, to: request)
        if reason != nil { exchange.drainInput() }
    }
}
