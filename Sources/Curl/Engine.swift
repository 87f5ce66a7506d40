package import AWS
internal import Glibc
internal import HTTPTypes

/// Sends requests over libcurl: one thread and one connection pool for the whole process.
///
/// Any number of tasks send at once. They leave their transfers in an inbox; the engine's thread starts and drives them
/// with libcurl's multi socket interface over epoll, so that the cost of one doesn't grow with the number of others,
/// and resumes the tasks. TLS is verified, 1.2 or later; redirects, cookies, `.netrc` and the environment's proxies are
/// never followed, kept or read.
package final class Engine: Transport {
    private let inbox: Inbox
    private let thread: EventLoopThread

    /// Starts the engine's thread.
    package init(_ configuration: Configuration = Configuration()) throws(CurlError) {
        try Library.initialize()
        let inbox = try Inbox()
        self.inbox = inbox
        thread = try EventLoopThread(configuration: configuration, inbox: inbox)
    }

    deinit {
        stop()
    }

    /// Ends the engine's thread and waits for it; transfers under way fail. Sending afterwards fails as not sent.
    package func stop() {
        inbox.close()
        thread.join()
    }

    package func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
        let transfer = try Transfer(request)
        let inbox = inbox
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                transfer.begin(continuation)
                inbox.submit(transfer)
            }
        } onCancel: {
            transfer.cancel()
            inbox.cancel(transfer)
        }
        return try result.get()
    }
}
