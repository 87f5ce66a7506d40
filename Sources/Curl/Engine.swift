internal import Glibc
internal import HTTPTypes
package import Reactor
package import Transport

/// Sends requests over libcurl, with one connection pool for the whole process.
///
/// Any number of tasks send at once, and the cost of one transfer doesn't grow with the number of others: libcurl's
/// multi socket interface runs on an event loop. TLS is verified, 1.2 or later; redirects, cookies, `.netrc` and the
/// environment's proxies are never followed, kept or read.
package final class Engine: Transport {
    private let loop: EventLoop
    /// The thread of an engine that has its own.
    private let thread: LoopThread?
    private let transfers: Transfers

    /// - Parameters:
    ///   - configuration: what holds for every request.
    ///   - loop: where transfers are driven; nil for a thread of the engine's own. On a shared one SIGPIPE must be
    ///     ignored, as OpenSSL writes to a closed connection without MSG_NOSIGNAL.
    /// - Throws: ``CurlError`` for a setting that can't be used, and where there is no room for a thread.
    package init(_ configuration: Configuration = Configuration(), on loop: EventLoop? = nil) throws(CurlError) {
        do throws(LoopError) {
            thread = loop == nil ? try LoopThread() : nil
        } catch {
            throw .unavailable("\(error)")
        }
        guard let loop = loop ?? thread?.loop else { throw .unavailable("no event loop") }
        self.loop = loop
        transfers = try Transfers(configuration: configuration, loop: loop)
    }

    deinit {
        stop()
    }

    /// Ends the engine, and its own thread if it has one; transfers under way fail. Sending afterwards fails as not
    /// sent.
    package func stop() {
        loop.perform { [transfers] in transfers.stop() }
        thread?.stop()
    }

    package func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
        let transfer = try Transfer(request)
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                transfer.begin(continuation)
                loop.perform { [transfers] in transfers.submit(transfer) }
            }
        } onCancel: {
            transfer.cancel()
            loop.perform { [transfers] in transfers.cancel(transfer) }
        }
        return try result.get()
    }
}
