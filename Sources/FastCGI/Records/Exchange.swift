internal import CFastCGI

/// One request in libfcgi's hands and the way back for its answer: an `FCGX_Request` on the heap, since its streams
/// keep its address, freed when the exchange goes.
///
/// It belongs to the thread of the ``Service``; hence unchecked.
@safe final class Exchange: @unchecked Sendable {
    private let request: UnsafeMutablePointer<FCGX_Request>
    /// Whether the web server wants to use the connection again (FCGI_KEEP_CONN).
    let keepsConnection: Bool

    /// Prepares libfcgi, once for the process (`FCGX_Init`); the second time it does nothing.
    static func prepareLibrary() -> Bool {
        FCGX_Init() == 0
    }

    /// Has libfcgi read the records of a request up to the end of its parameters at least (`FCGX_Accept_r`);
    /// nil when libfcgi refuses them.
    init?(records: [UInt8], through feed: RecordFeed) {
        guard let descriptor = feed.load(records) else { return nil }
        unsafe request = .allocate(capacity: 1)
        unsafe FCGX_InitRequest(request, -1, 0)
        unsafe request.pointee.ipcFd = descriptor
        // FCGX_Accept_r first finishes the request before this one, which would close the descriptor.
        unsafe request.pointee.keepConnection = 1
        // And when it closes one, it shall not wait two seconds for the other side.
        unsafe FCGX_Detach(request)
        guard unsafe FCGX_Accept_r(request) == 0 else {
            // It has closed the descriptor, and failed then to accept from the listening socket -1.
            feed.forget()
            unsafe FCGX_Free(request, 0)
            unsafe request.deallocate()
            return nil
        }
        keepsConnection = unsafe request.pointee.keepConnection != 0
    }

    deinit {
        // The descriptors aren't libfcgi's.
        unsafe request.pointee.ipcFd = -1
        unsafe FCGX_Free(request, 0)
        unsafe request.deallocate()
    }

    /// Reads the whole body, of a known size, out of the records (`FCGX_GetStr`): the ones that ``init(records:through:)``
    /// was given and `records`.
    func readBody(count: Int, records: [UInt8], through feed: RecordFeed) -> [UInt8]? {
        if !records.isEmpty {
            guard let descriptor = feed.load(records) else { return nil }
            unsafe request.pointee.ipcFd = descriptor
        }
        // Everything has come: the stream's 8 KB aren't needed while the answer is made.
        defer { unsafe FCGX_FreeStream(&request.pointee.in) }
        guard count > 0 else { return [] }
        let body = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            initialized = unsafe buffer.withMemoryRebound(to: CChar.self) {
                unsafe Int(FCGX_GetStr($0.baseAddress, Int32(clamping: count), request.pointee.in))
            }
        }
        return body.count == count ? body : nil
    }

    /// Writes a part of the answer (`FCGX_PutStr`); false when the web server is gone.
    func write(_ bytes: ArraySlice<UInt8>, to descriptor: Int32) -> Bool {
        unsafe request.pointee.ipcFd = descriptor
        guard !bytes.isEmpty else { return true }
        return unsafe bytes.withUnsafeBytes { buffer in
            unsafe FCGX_PutStr(
                buffer.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(clamping: buffer.count),
                request.pointee.out) >= 0
        }
    }

    /// Sends what was written so far (`FCGX_FFlush`).
    func flush() -> Bool {
        unsafe FCGX_FFlush(request.pointee.out) == 0
    }

    /// Ends the answer (`FCGX_FClose` of both streams, as `FCGX_Finish_r` does, which would then close the descriptor);
    /// false when the web server is gone.
    func finish(to descriptor: Int32) -> Bool {
        unsafe request.pointee.ipcFd = descriptor
        let standardError = unsafe FCGX_FClose(request.pointee.err)
        let standardOutput = unsafe FCGX_FClose(request.pointee.out)
        return standardError == 0 && standardOutput == 0
    }
}
