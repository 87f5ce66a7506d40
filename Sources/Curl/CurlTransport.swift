import HTTPTypes
package import Reactor
package import Transport

/// Sends HTTP requests with libcurl, over one pool of connections for the whole process.
///
/// Any number of tasks may send at the same time, and a transfer costs the same however many others are under way:
/// libcurl's multi interface runs on an event loop (`curl_multi_socket_action`). Servers must prove themselves with TLS
/// 1.2 or later. Redirects aren't followed, cookies aren't kept, and neither `.netrc` nor the proxies of the environment
/// are read.
package final class CurlTransport: Transport {
    private let loop: EventLoop
    /// The thread that runs `loop`, if it is this transport's own.
    private let thread: LoopThread?
    private let scheduler: TransferScheduler

    /// - Parameters:
    ///   - configuration: what holds for every request.
    ///   - loop: where libcurl runs; nil for a thread of this transport's own. The thread that runs the loop must ignore or
    ///     block SIGPIPE, because OpenSSL writes to connections without MSG_NOSIGNAL.
    /// - Throws: ``CurlError`` for a setting that can't be used, and when no thread can be started.
    package init(
        _ configuration: Configuration = Configuration(), on loop: EventLoop? = nil
    ) throws(CurlError) {
        if let loop {
            self.loop = loop
            thread = nil
        } else {
            do throws(LoopError) {
                let thread = try LoopThread()
                self.loop = thread.loop
                self.thread = thread
            } catch {
                throw .unavailable("\(error)")
            }
        }
        scheduler = try TransferScheduler(configuration: configuration, loop: self.loop)
    }

    deinit {
        stop()
    }

    /// Fails the transfers under way and ends this transport's own thread, if it has one. Requests after that fail with
    /// `TransportError.notSent`.
    package func stop() {
        loop.perform { [scheduler] in scheduler.stop() }
        thread?.stop()
    }

    /// Sends a request and gives the server's answer, whatever its status.
    package func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
        let transfer = try Transfer(request)
        let result = await withTaskCancellationHandler {
            // A transfer resumes it once, whatever becomes of it.
            await unsafe withUnsafeContinuation { continuation in
                unsafe transfer.begin(continuation)
                submit(transfer)
            }
        } onCancel: {
            transfer.cancel()
            loop.perform { [scheduler] in scheduler.cancel(transfer) }
        }
        return try result.get()
    }

    /// Hands a transfer to the scheduler. The tasks of a program behind a web server run on the loop's thread already.
    private func submit(_ transfer: Transfer) {
        if loop.isCurrent {
            scheduler.submit(transfer)
        } else {
            loop.perform { [scheduler] in scheduler.submit(transfer) }
        }
    }
}
