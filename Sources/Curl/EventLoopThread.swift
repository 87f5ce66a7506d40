internal import Glibc
internal import Synchronization

/// The thread that runs an ``EventLoop`` until its inbox is closed.
final class EventLoopThread: Sendable {
    private let thread: Mutex<pthread_t?>

    init(configuration: Engine.Configuration, inbox: Inbox) throws(CurlError) {
        let loop = try EventLoop(configuration: configuration, inbox: inbox)
        let context = unsafe Unmanaged.passRetained(loop).toOpaque()
        var identifier = pthread_t()
        let code = unsafe pthread_create(
            &identifier, nil,
            { context in
                guard let context = unsafe context else { return nil }
                EventLoopThread.run(unsafe Unmanaged<EventLoop>.fromOpaque(context).takeRetainedValue())
                return nil
            }, context)
        guard code == 0 else {
            unsafe Unmanaged<EventLoop>.fromOpaque(context).release()
            throw .unavailable("pthread_create: \(unsafe String(cString: strerror(code)))")
        }
        thread = Mutex(identifier)
    }

    /// Waits for the thread to end; the inbox must have been closed.
    func join() {
        let identifier = thread.withLock { thread -> pthread_t? in
            defer { thread = nil }
            return thread
        }
        if let identifier { pthread_join(identifier, nil) }
    }

    private static func run(_ loop: EventLoop) {
        // OpenSSL writes to a closed connection without MSG_NOSIGNAL; SIGPIPE must not end the process. The program's
        // own signals are for its other threads.
        var signals = sigset_t()
        unsafe sigfillset(&signals)
        unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
        loop.run()
    }
}
