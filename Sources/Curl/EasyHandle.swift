import CCurl
import HTTPTypes
import Transport

/// A libcurl easy handle that carries one transfer after another (`curl_easy_init`). Only the loop's thread uses it.
///
/// The options that are the same for all requests are set once. Each transfer sets every option that can differ, so that
/// nothing is left of the one before.
@safe final class EasyHandle {
    let easy: UnsafeMutableRawPointer
    private(set) var transfer: Transfer?
    /// Held because libcurl reads it when the transfer begins.
    private var url: URLHandle?
    var response = ResponseBuilder(maximumBodyBytes: 0)
    var progress = RequestProgress()
    /// The header lines and the body of the request.
    let buffer = RequestBuffer()
    let sockets: SocketWatcher
    /// The `User-Agent` of requests that have none. With `CURLOPT_USERAGENT`, libcurl would make the line anew for each request.
    let userAgent: String
    /// The sockets opened to connect since the last request began.
    var openedSockets: [CInt] = []
    /// Whether libcurl wanted to connect to an address that the request doesn't allow.
    var wasAddressRefused = false

    /// The index of the handle among those that carry a transfer; of ``TransferScheduler``.
    var position = 0

    /// Held because it must outlive the handle.
    private let share: ShareHandle
    private let errorText: UnsafeMutablePointer<CChar>

    /// Makes a handle; nil when libcurl has no memory for one.
    init?(_ configuration: CurlTransport.Configuration, sockets: SocketWatcher, share: ShareHandle) {
        guard let easy = unsafe curl_easy_init() else { return nil }
        unsafe self.easy = easy
        self.sockets = sockets
        userAgent = configuration.userAgent
        self.share = share
        unsafe errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        unsafe errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        unsafe set(CURLOPT_ERRORBUFFER, errorText)
        unsafe set(CURLOPT_SHARE, share.pointer)
        apply(configuration)
        setCallbacks()
    }

    deinit {
        unsafe curl_easy_cleanup(easy)
        unsafe errorText.deallocate()
    }

    /// The object of libcurl's handle `easy` (`CURLINFO_PRIVATE`).
    static func of(_ easy: UnsafeMutableRawPointer) -> EasyHandle? {
        var context: UnsafeMutableRawPointer?
        unsafe latchkey_curl_easy_getinfo_pointer(easy, CURLINFO_PRIVATE, &context)
        guard let context = unsafe context else { return nil }
        return unsafe Unmanaged<EasyHandle>.fromOpaque(context).takeUnretainedValue()
    }

    /// Makes the handle ready to carry a transfer.
    ///
    /// - Parameters:
    ///   - transfer: what to send.
    ///   - url: where to.
    ///   - milliseconds: the longest that it may take (`CURLOPT_TIMEOUT_MS`).
    ///   - connectMilliseconds: the longest that connecting may take (`CURLOPT_CONNECTTIMEOUT_MS`).
    func load(_ transfer: Transfer, to url: URLHandle, milliseconds: Int, connectMilliseconds: Int) {
        self.transfer = transfer
        self.url = url
        response = ResponseBuilder(maximumBodyBytes: transfer.request.maximumResponseSize)
        openedSockets = []
        wasAddressRefused = false
        progress = RequestProgress(repeats: transfer.request.method.isIdempotent ? .allowed : .onlyUnsent)
        unsafe errorText.pointee = 0
        set(transfer.request, host: transfer.target.authority)
        unsafe set(CURLOPT_CURLU, UnsafeRawPointer(url.pointer))
        chooseConnection(for: transfer.request)
        set(CURLOPT_TIMEOUT_MS, milliseconds)
        set(CURLOPT_CONNECTTIMEOUT_MS, min(milliseconds, connectMilliseconds))
    }

    /// Drops the transfer and what came of it, once the result has been taken.
    func unload() {
        transfer = nil
        response = ResponseBuilder(maximumBodyBytes: 0)
    }

    /// What libcurl says about its error (`CURLOPT_ERRORBUFFER`), up to the first `?` or `@`: behind these could stand the
    /// query of a URL or a password.
    var errorDescription: String? {
        let text = unsafe String(cString: errorText)
        return text.isEmpty ? nil : String(text.prefix { $0 != "?" && $0 != "@" })
    }

    /// How many bytes of requests libcurl has written to the connection, a proxy's CONNECT included
    /// (`CURLINFO_REQUEST_SIZE`).
    var sentBytes: Int {
        var bytes = 0
        unsafe latchkey_curl_easy_getinfo_long(easy, CURLINFO_REQUEST_SIZE, &bytes)
        return bytes
    }

    /// Whether the request or a part of it has been written to the connection.
    var hasSentRequest: Bool { progress.hasSent(total: sentBytes) }

    // MARK: Options

    /// Sets an option that takes a number or a switch (`curl_easy_setopt`).
    func set(_ option: CURLoption, _ value: Int) {
        let code = unsafe latchkey_curl_easy_setopt_long(easy, option, value)
        assert(code == CURLE_OK, "libcurl refused option \(option.rawValue)")
    }

    /// Sets an option that takes a text, which libcurl copies (`curl_easy_setopt`).
    func set(_ option: CURLoption, _ value: String) {
        unsafe value.withCString { unsafe set(option, $0) }
    }

    /// Sets an option that takes a pointer, which must stay valid until the transfer ends (`curl_easy_setopt`).
    func set(_ option: CURLoption, _ value: UnsafeRawPointer?) {
        let code = unsafe latchkey_curl_easy_setopt_pointer(easy, option, value)
        assert(code == CURLE_OK, "libcurl refused option \(option.rawValue)")
    }
}
