import CCurl
import HTTPTypes
import Transport

extension EasyHandle {
    /// Sets the options of one request: method, header lines and body. `host` is the authority as it was signed: libcurl would
    /// leave out the default port of the scheme.
    func set(_ request: TransportRequest, host: String) {
        buffer.removeAll()
        add(request.fields, host: request.host ?? host, bodySize: request.body.count)
        let body = buffer.append(body: request.body)
        unsafe setMethod(request.method, body: buffer.pointer(at: body), count: request.body.count)
        unsafe set(CURLOPT_HTTPHEADER, buffer.headerList())
    }

    private func setMethod(_ method: HTTPRequest.Method, body: UnsafeRawPointer, count: Int) {
        // Undoes what the request before has set: NOBODY, POST and the body.
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

    /// The largest body, in bytes, before which libcurl doesn't ask the server whether it wants it (`EXPECT_100_THRESHOLD` in
    /// lib/http.h).
    private static let largestUnasked = 1 << 20

    private func add(_ fields: FieldLines, host: String, bodySize: Int) {
        buffer.append(name: "Host", value: host)
        var given = GivenFields()
        buffer.append(fields) { given.take($0) }
        if !given.userAgent { buffer.append(name: "User-Agent", value: userAgent) }
        if !given.accept { buffer.suppress("Accept") }
        if !given.contentType { buffer.suppress("Content-Type") }
        if bodySize > Self.largestUnasked { buffer.suppress("Expect") }
    }
}

/// Which fields a request has among those that libcurl, or this module, would add.
private struct GivenFields {
    private(set) var accept = false
    private(set) var contentType = false
    private(set) var userAgent = false

    /// Notes a field by its name.
    ///
    /// - Returns: whether to send it; not one that libcurl writes by itself.
    mutating func take(_ name: borrowing Span<UInt8>) -> Bool {
        switch name.count {
        case 4: return !FieldLines.isSame(name, "host")
        case 6:
            accept = accept || FieldLines.isSame(name, "accept")
            return !FieldLines.isSame(name, "expect")
        case 10:
            userAgent = userAgent || FieldLines.isSame(name, "user-agent")
            return !FieldLines.isSame(name, "connection")
        case 12:
            contentType = contentType || FieldLines.isSame(name, "content-type")
            return true
        case 14: return !FieldLines.isSame(name, "content-length")
        case 17: return !FieldLines.isSame(name, "transfer-encoding")
        default: return true
        }
    }
}

extension HTTPRequest.Method {
    /// Whether sending a request twice has the same effect as sending it once (RFC 9110, section 9.2.2).
    var isIdempotent: Bool {
        switch self {
        case .get, .head, .put, .delete, .options, .trace: true
        default: false
        }
    }
}
