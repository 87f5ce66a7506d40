import CFastCGI
import SystemPackage

/// Writes one response as records, by libfcgi: an `FCGX_Request` on the heap, since libfcgi's streams keep its address,
/// freed with the writer.
///
/// It belongs to the thread of its ``ConnectionManager``; hence unchecked.
@safe final class ResponseWriter: @unchecked Sendable {
    private let request: UnsafeMutablePointer<FCGX_Request>

    /// Prepares libfcgi for the process (`FCGX_Init`); a second call does nothing.
    static func prepareLibrary() throws(FastCGIError) {
        let code = FCGX_Init()
        guard code == 0 else { throw .system(call: "FCGX_Init", Errno(rawValue: code)) }
    }

    /// Begins the response to a request.
    ///
    /// - Parameters:
    ///   - requestID: the number that the web server gave the request.
    ///   - channel: what libfcgi reads from before it writes.
    convenience init?(requestID: UInt16, through channel: RecordChannel) {
        // libfcgi makes its streams only after it has read the start of a request, up to the end of the parameters.
        self.init(
            afterReading: Record.beginRequest(requestID) + Record.encode(FCGI_PARAMS, requestID), through: channel)
    }

    /// Has libfcgi read the start of a request (`FCGX_Accept_r`); nil when libfcgi doesn't take `records` for one, or
    /// the system has no room.
    init?(afterReading records: [UInt8], through channel: RecordChannel) {
        guard let descriptor = channel.load(records) else { return nil }
        unsafe request = .allocate(capacity: 1)
        unsafe FCGX_InitRequest(request, -1, 0)
        unsafe request.pointee.ipcFd = descriptor
        // FCGX_Accept_r first finishes the request before this one, which would close the descriptor.
        unsafe request.pointee.keepConnection = 1
        // When libfcgi closes a descriptor, it shall not wait two seconds for the other end.
        unsafe FCGX_Detach(request)
        guard unsafe FCGX_Accept_r(request) == 0 else {
            // libfcgi has closed the descriptor, and then failed to accept a connection from the listening socket -1.
            channel.discard()
            return nil
        }
        // The stream of the body, with its buffer of 8 KB, has nothing to read.
        unsafe FCGX_FreeStream(&request.pointee.in)
    }

    deinit {
        // The descriptors aren't libfcgi's to close.
        unsafe request.pointee.ipcFd = -1
        unsafe FCGX_Free(request, 0)
        unsafe request.deallocate()
    }

    /// Writes a part of the response (`FCGX_PutStr`), which libfcgi may keep in its buffer of 8 KB; false when the web
    /// server is gone.
    func write(_ bytes: ArraySlice<UInt8>, to descriptor: Int32) -> Bool {
        unsafe request.pointee.ipcFd = descriptor
        guard !bytes.isEmpty else { return true }
        return unsafe bytes.withUnsafeBytes { buffer in
            unsafe FCGX_PutStr(
                buffer.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(clamping: buffer.count),
                request.pointee.out) >= 0
        }
    }

    /// Sends what was written so far (`FCGX_FFlush`); false when the web server is gone.
    func flush() -> Bool {
        unsafe FCGX_FFlush(request.pointee.out) == 0
    }

    /// Sends the rest and FCGI_END_REQUEST (`FCGX_FClose` of both streams; `FCGX_Finish_r` does the same and then closes
    /// the descriptor); false when the web server is gone.
    func finish(to descriptor: Int32) -> Bool {
        unsafe request.pointee.ipcFd = descriptor
        let standardError = unsafe FCGX_FClose(request.pointee.err)
        let standardOutput = unsafe FCGX_FClose(request.pointee.out)
        return standardError == 0 && standardOutput == 0
    }
}
