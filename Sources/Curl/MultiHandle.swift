import CCurl
import Concurrency
import Reactor

/// A libcurl multi handle: the transfers under way and their pool of connections (`curl_multi_init`). Only the loop's
/// thread uses it.
@safe final class MultiHandle {
    private let multi: UnsafeMutableRawPointer
    private let sockets: SocketWatcher
    /// Set to when libcurl wants ``runTimers()`` called.
    private let timer: EventLoop.Timer

    /// - Parameters:
    ///   - sockets: watches the sockets of the transfers.
    ///   - timer: set to when ``runTimers()`` must be called.
    ///   - maximumConnections: the most connections to keep (`CURLMOPT_MAXCONNECTS`).
    /// - Throws: ``CurlError`` when libcurl has no memory for it.
    init(sockets: SocketWatcher, timer: EventLoop.Timer, maximumConnections: Int) throws(CurlError) {
        guard let multi = unsafe curl_multi_init() else { throw .unavailable("curl_multi_init") }
        unsafe self.multi = multi
        self.sockets = sockets
        self.timer = timer
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        unsafe latchkey_curl_multi_setopt_pointer(multi, CURLMOPT_SOCKETDATA, context)
        unsafe latchkey_curl_multi_setopt_socket(multi) { _, descriptor, what, context, _ in
            guard let context = unsafe context else { return -1 }
            unsafe Unmanaged<MultiHandle>.fromOpaque(context).takeUnretainedValue().sockets.watch(
                descriptor, what: what)
            return 0
        }
        unsafe latchkey_curl_multi_setopt_pointer(multi, CURLMOPT_TIMERDATA, context)
        unsafe latchkey_curl_multi_setopt_timer(multi) { _, milliseconds, context in
            guard let context = unsafe context else { return -1 }
            unsafe Unmanaged<MultiHandle>.fromOpaque(context).takeUnretainedValue().setTimer(milliseconds)
            return 0
        }
        unsafe latchkey_curl_multi_setopt_long(multi, CURLMOPT_MAXCONNECTS, maximumConnections)
        unsafe latchkey_curl_multi_setopt_long(multi, CURLMOPT_PIPELINING, Int(CURLPIPE_NOTHING))
    }

    deinit {
        unsafe curl_multi_cleanup(multi)
    }

    /// Starts a transfer (`curl_multi_add_handle`); false when libcurl refuses the handle.
    func add(_ handle: EasyHandle) -> Bool {
        unsafe curl_multi_add_handle(multi, handle.easy) == CURLM_OK
    }

    /// Ends a transfer, finished or not (`curl_multi_remove_handle`).
    func remove(_ handle: EasyHandle) {
        unsafe curl_multi_remove_handle(multi, handle.easy)
    }

    /// Lets libcurl read from or write to a socket that is ready (`curl_multi_socket_action`).
    ///
    /// - Parameters:
    ///   - descriptor: the socket.
    ///   - bits: what it is ready for, as `CURL_CSELECT_…`.
    func act(on descriptor: CInt, bits: CInt) {
        var running: CInt = 0
        unsafe curl_multi_socket_action(multi, descriptor, bits, &running)
    }

    /// Lets libcurl start the transfers that were added, and end those that ran out of time
    /// (`curl_multi_socket_action` with `CURL_SOCKET_TIMEOUT`).
    func runTimers() {
        timer.due = nil
        var running: CInt = 0
        unsafe curl_multi_socket_action(multi, CURL_SOCKET_BAD, 0, &running)
    }

    /// Calls `body` with each transfer that has ended since the last time (`curl_multi_info_read`).
    func forEachFinished(_ body: (EasyHandle, CURLcode) -> Void) {
        var left: CInt = 0
        while let message = unsafe curl_multi_info_read(multi, &left) {
            // Removing the handle frees the message, so everything is taken out of it first.
            guard unsafe message.pointee.msg == CURLMSG_DONE, let easy = unsafe message.pointee.easy_handle else {
                continue
            }
            let code = unsafe message.pointee.data.result
            if let handle = unsafe EasyHandle.of(easy) { body(handle, code) }
        }
    }

    private func setTimer(_ milliseconds: Int) {
        timer.due = milliseconds < 0 ? nil : milliseconds == 0 ? .now : .now + .milliseconds(milliseconds)
    }
}
