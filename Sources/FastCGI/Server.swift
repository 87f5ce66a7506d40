internal import Glibc

/// Serves requests of a web server to a ``Handler``: FastCGI on a socket, or one request as plain CGI.
package struct Server: Sendable {
    private let listen: ListenAddress?
    private let limits: Limits
    private let stopSignals: [Int32]
    private let refusal: @Sendable (Refusal) -> Response
    private let handler: any Handler

    /// - Parameters:
    ///   - listen: where to listen; nil for the socket on descriptor 0, or for plain CGI.
    ///   - limits: the bounds to keep.
    ///   - stopSignals: the signals that end ``run()``.
    ///   - refusal: makes the answers that are given without the handler.
    ///   - handler: answers the requests.
    package init(
        listen: ListenAddress?, limits: Limits = Limits(), stopSignals: [Int32] = [SIGTERM, SIGINT],
        refusal: @escaping @Sendable (Refusal) -> Response = \.plainResponse, handler: any Handler
    ) {
        self.listen = listen
        self.limits = limits
        self.stopSignals = stopSignals
        self.refusal = refusal
        self.handler = handler
    }

    /// Serves until a stop signal comes or the task is cancelled; then accepts no more, answers what is under way
    /// within ``Limits/stopTimeout``, and returns. As plain CGI it serves one request and returns.
    package func run() async throws(FastCGIError) {
        // A web server that went away is the failure of one write, not the end of the process.
        signal(SIGPIPE, SIG_IGN)
        if let listen {
            try await serve(ListeningSocket(listen))
        } else if let inherited = ListeningSocket(inherited: STDIN_FILENO) {
            try await serve(inherited)
        } else if PlainCGI.isRequested {
            try await servePlainCGI()
        } else {
            throw .nothingToServe
        }
    }

    private func serve(_ listener: consuming ListeningSocket) async throws(FastCGIError) {
        guard Exchange.prepareLibrary() else {
            throw .system(call: "FCGX_Init", reason: "libfcgi can't be prepared")
        }
        let waiting = try WaitingConnections()
        let signals = StopSignals(stopSignals, ring: waiting.bellDescriptor)
        let responder = Responder(handler: handler, limits: limits, refusal: refusal, waiting: waiting)
        let loop = EventLoop(listener: listener, waiting: waiting, responder: responder, limits: limits)
        StartupPages.release()
        try await Self.onBackgroundThread(cancelling: { waiting.ring() }, loop.run)
        _ = consume signals
    }

    private func servePlainCGI() async throws(FastCGIError) {
        let exchange = PlainCGI(limits: limits)
        let (request, reason) = try await Self.onBackgroundThread { exchange.readRequest() }
        let response = if let reason { refusal(reason) } else { await handler.respond(to: request) }
        try await Self.onBackgroundThread {
            exchange.write(response, to: request)
            if reason != nil { exchange.drainInput() }
        }
    }

    /// Runs what waits on a thread of its own, so that none of Swift's is held.
    private static func onBackgroundThread<Value: Sendable>(
        cancelling cancel: @escaping @Sendable () -> Void = {}, _ body: @escaping @Sendable () -> Value
    ) async throws(FastCGIError) -> Value {
        let result: Result<Value, FastCGIError> = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                do throws(FastCGIError) {
                    try BackgroundThread.start { continuation.resume(returning: .success(body())) }
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
        } onCancel: {
            cancel()
        }
        return try result.get()
    }
}
