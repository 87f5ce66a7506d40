import CCurl

extension EasyHandle {
    /// Has libcurl tell this object what it receives and what it does with sockets.
    func setCallbacks() {
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        unsafe set(CURLOPT_PRIVATE, context)
        unsafe set(CURLOPT_HEADERDATA, context)
        unsafe latchkey_curl_easy_setopt_data_callback(easy, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
            unsafe EasyHandle.deliver(bytes, size * count, context) { $0.response.takeHeaderLine($1) }
        }
        unsafe set(CURLOPT_WRITEDATA, context)
        unsafe latchkey_curl_easy_setopt_data_callback(easy, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
            unsafe EasyHandle.deliver(bytes, size * count, context) { $0.response.takeBody($1) }
        }
        unsafe set(CURLOPT_PREREQDATA, context)
        unsafe latchkey_curl_easy_setopt_prerequest(easy) { context, _, _, _, _ in
            guard let handle = unsafe EasyHandle.from(context) else { return CURL_PREREQFUNC_ABORT }
            handle.keepSocket()
            return handle.progress.mayBegin(total: handle.sentBytes) ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
        }
        unsafe set(CURLOPT_OPENSOCKETDATA, context)
        unsafe latchkey_curl_easy_setopt_open_socket(easy) { context, _, address in
            guard let handle = unsafe EasyHandle.from(context), let address = unsafe address else {
                return CURL_SOCKET_BAD
            }
            return unsafe handle.openSocket(for: address)
        }
        // A connection may live longer than the handle that opened it, so the context is the watcher of all sockets.
        unsafe set(CURLOPT_CLOSESOCKETDATA, Unmanaged.passUnretained(sockets).toOpaque())
        unsafe latchkey_curl_easy_setopt_close_socket(easy) { context, descriptor in
            guard let context = unsafe context else { return 1 }
            unsafe Unmanaged<SocketWatcher>.fromOpaque(context).takeUnretainedValue().close(descriptor)
            return 0
        }
    }

    private static func from(_ context: UnsafeMutableRawPointer?) -> EasyHandle? {
        guard let context = unsafe context else { return nil }
        return unsafe Unmanaged<EasyHandle>.fromOpaque(context).takeUnretainedValue()
    }

    /// Keeps the new connection's socket on the event loop if it is certain which socket that is. Where libcurl tried
    /// several addresses at once, it isn't: one socket has won, and libcurl closes the others.
    private func keepSocket() {
        if openedSockets.count == 1, openedSockets[0] >= 0 { sockets.keep(openedSockets[0]) }
        openedSockets = []
    }

    /// Hands received bytes to the response.
    ///
    /// - Returns: the number of bytes taken; any other number than `count` makes libcurl end the transfer.
    private static func deliver(
        _ bytes: UnsafeMutablePointer<CChar>?, _ count: Int, _ context: UnsafeMutableRawPointer?,
        _ body: (EasyHandle, borrowing Span<UInt8>) -> Bool
    ) -> Int {
        guard count > 0, let bytes = unsafe bytes, let handle = unsafe from(context) else { return 0 }
        let raw = unsafe UnsafeRawBufferPointer(start: bytes, count: count)
        let isTaken = unsafe raw.withMemoryRebound(to: UInt8.self) { unsafe body(handle, $0.span) }
        return isTaken ? count : 0
    }
}
