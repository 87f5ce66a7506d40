internal import CCurl
internal import Glibc
internal import HTTPTypes
import Transport

/// A libcurl easy handle that carries one transfer after another (`curl_easy_init`). Only the loop's thread uses it.
///
/// What holds for all requests is set once; each transfer sets everything that can differ, so that nothing of the last
/// one is left.
@safe final class EasyHandle {
    let easy: UnsafeMutableRawPointer
    private(set) var transfer: Transfer?
    private(set) var response = ResponseAssembly(maximumBodyBytes: 0)
    private(set) var progress = RequestProgress()

    /// Where the loop keeps it while it carries a transfer.
    var position = 0

    private static let host = HTTPField.Name("host")
    private let arena = HeaderArena()
    private let sockets: Sockets
    /// Opened to connect, since the last request began.
    private var opened: [CInt] = []
    /// Held because it must outlive the handle.
    private let share: SessionShare
    private let errorText: UnsafeMutablePointer<CChar>

    init?(settings: HandleSettings, sockets: Sockets, share: SessionShare) {
        guard let easy = unsafe curl_easy_init() else { return nil }
        unsafe self.easy = easy
        self.sockets = sockets
        self.share = share
        unsafe errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        unsafe errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        unsafe set(CURLOPT_ERRORBUFFER, errorText)
        unsafe set(CURLOPT_SHARE, share.pointer)
        settings.apply(to: self)
        listen()
    }

    deinit {
        unsafe curl_easy_cleanup(easy)
        unsafe errorText.deallocate()
    }

    /// The handle that owns `easy`.
    static func of(_ easy: UnsafeMutableRawPointer) -> EasyHandle? {
        var context: UnsafeMutableRawPointer?
        unsafe latchkey_curl_easy_getinfo_pointer(easy, CURLINFO_PRIVATE, &context)
        guard let context = unsafe context else { return nil }
        return unsafe Unmanaged<EasyHandle>.fromOpaque(context).takeUnretainedValue()
    }

    /// Makes the handle ready to carry `transfer` for at most `milliseconds`.
    func load(_ transfer: Transfer, milliseconds: Int, connectMilliseconds: Int) {
        let request = transfer.request
        self.transfer = transfer
        response = ResponseAssembly(maximumBodyBytes: request.maximumResponseSize)
        opened = []
        progress = RequestProgress(repeats: Self.isIdempotent(request.head.method) ? .allowed : .onlyUnsent)
        unsafe errorText.pointee = 0

        arena.removeAll()
        addFields(of: request.head, authority: transfer.target.authority)
        let body = arena.append(body: request.body)
        unsafe setMethod(request.head.method, body: arena.pointer(at: body), count: request.body.count)
        unsafe set(CURLOPT_HTTPHEADER, arena.list())
        set(CURLOPT_URL, transfer.target.url)
        set(CURLOPT_TIMEOUT_MS, milliseconds)
        set(CURLOPT_CONNECTTIMEOUT_MS, min(milliseconds, connectMilliseconds))
    }

    /// Gives back what the transfer took, its result having been read.
    func unload() {
        transfer = nil
        response = ResponseAssembly(maximumBodyBytes: 0)
    }

    /// What libcurl said about the error, without what a URL's query or a user name could have brought into it.
    var errorDescription: String? {
        let text = unsafe String(cString: errorText)
        return text.isEmpty ? nil : String(text.prefix { $0 != "?" && $0 != "@" })
    }

    /// The bytes of requests that libcurl has handed to the connection, a proxy's CONNECT included.
    private var sentBytes: Int {
        var bytes = 0
        unsafe latchkey_curl_easy_getinfo_long(easy, CURLINFO_REQUEST_SIZE, &bytes)
        return bytes
    }

    /// Whether the request itself, or a part of it, has been handed to the connection.
    var hasSentRequest: Bool { progress.hasSent(total: sentBytes) }

    // MARK: Options

    func set(_ option: CURLoption, _ value: Int) {
        let code = unsafe latchkey_curl_easy_setopt_long(easy, option, value)
        assert(code == CURLE_OK, "libcurl refused option \(option.rawValue)")
    }

    func set(_ option: CURLoption, _ value: String) {
        unsafe value.withCString { unsafe set(option, $0) }
    }

    func set(_ option: CURLoption, _ value: UnsafeRawPointer?) {
        let code = unsafe latchkey_curl_easy_setopt_pointer(easy, option, value)
        assert(code == CURLE_OK, "libcurl refused option \(option.rawValue)")
    }

    private func setMethod(_ method: HTTPRequest.Method, body: UnsafeRawPointer, count: Int) {
        // Each of these undoes what the others say about the body.
        set(CURLOPT_HTTPGET, 1)
        switch method {
        case .get where count == 0:
            unsafe set(CURLOPT_CUSTOMREQUEST, UnsafeRawPointer?.none)
            return
        case .head:
            unsafe set(CURLOPT_CUSTOMREQUEST, UnsafeRawPointer?.none)
            return set(CURLOPT_NOBODY, 1)
        case .post:
            unsafe set(CURLOPT_CUSTOMREQUEST, UnsafeRawPointer?.none)
        default:
            set(CURLOPT_CUSTOMREQUEST, method.rawValue)
            if count == 0, method != .put, method != .patch { return }
        }
        set(CURLOPT_POST, 1)
        set(CURLOPT_POSTFIELDSIZE, count)
        unsafe set(CURLOPT_POSTFIELDS, body)
    }

    private func addFields(of head: HTTPRequest, authority: String) {
        // Exactly the signed bytes: libcurl itself would leave a scheme's own port out.
        arena.append(name: "Host", value: authority)
        var hasAccept = false
        var hasContentType = false
        for field in head.headerFields {
            switch field.name {
            case Self.host, .contentLength, .transferEncoding, .connection, .expect: continue
            case .accept: hasAccept = true
            case .contentType: hasContentType = true
            default: break
            }
            arena.append(name: field.name.rawName, value: field.value)
        }
        if !hasAccept { arena.suppress("Accept") }
        if !hasContentType { arena.suppress("Content-Type") }
        arena.suppress("Expect")
    }

    /// RFC 9110, section 9.2.2.
    private static func isIdempotent(_ method: HTTPRequest.Method) -> Bool {
        switch method {
        case .get, .head, .put, .delete, .options, .trace: true
        default: false
        }
    }

    // MARK: Callbacks

    private func listen() {
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
            guard let context = unsafe context else { return CURL_PREREQFUNC_ABORT }
            let handle = unsafe Unmanaged<EasyHandle>.fromOpaque(context).takeUnretainedValue()
            handle.keepSocket()
            return handle.progress.mayBegin(total: handle.sentBytes) ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
        }
        unsafe set(CURLOPT_OPENSOCKETDATA, context)
        unsafe latchkey_curl_easy_setopt_open_socket(easy) { context, _, address in
            guard let context = unsafe context, let address = unsafe address else { return CURL_SOCKET_BAD }
            let handle = unsafe Unmanaged<EasyHandle>.fromOpaque(context).takeUnretainedValue()
            let descriptor = unsafe handle.sockets.open(
                family: address.pointee.family, type: address.pointee.socktype, protocol: address.pointee.protocol)
            handle.opened.append(descriptor)
            return descriptor
        }
        // The connection outlives the handle and so does this: its context is the list of sockets.
        unsafe set(CURLOPT_CLOSESOCKETDATA, Unmanaged.passUnretained(sockets).toOpaque())
        unsafe latchkey_curl_easy_setopt_close_socket(easy) { context, descriptor in
            guard let context = unsafe context else { return 1 }
            unsafe Unmanaged<Sockets>.fromOpaque(context).takeUnretainedValue().close(descriptor)
            return 0
        }
    }

    /// Has the new connection's socket stay with the loop, where it is certain which it is: of several addresses tried
    /// at once, one has won and libcurl closes the others.
    private func keepSocket() {
        if opened.count == 1, opened[0] >= 0 { sockets.keep(opened[0]) }
        opened = []
    }

    /// Hands what libcurl received to the response; 0 ends the transfer.
    private static func deliver(
        _ bytes: UnsafeMutablePointer<CChar>?, _ count: Int, _ context: UnsafeMutableRawPointer?,
        _ body: (EasyHandle, borrowing Span<UInt8>) -> Bool
    ) -> Int {
        guard let bytes = unsafe bytes, let context = unsafe context else { return 0 }
        guard count > 0 else { return 0 }
        let handle = unsafe Unmanaged<EasyHandle>.fromOpaque(context).takeUnretainedValue()
        let raw = unsafe UnsafeRawBufferPointer(start: bytes, count: count)
        let taken = unsafe raw.withMemoryRebound(to: UInt8.self) { unsafe body(handle, $0.span) }
        return taken ? count : 0
    }
}
