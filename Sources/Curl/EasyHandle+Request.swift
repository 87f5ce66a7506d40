import CCurl
import HTTPTypes
import Transport

extension EasyHandle {
    /// Sets the options of one request: method, URL, header lines and body.
    func set(_ request: TransportRequest, to target: RequestTarget) {
        buffer.removeAll()
        add(request.fields, host: request.host ?? target.authority)
        let body = buffer.append(body: request.body)
        let url = buffer.append(url: target)
        unsafe setMethod(request.method, body: buffer.pointer(at: body), count: request.body.count)
        unsafe set(CURLOPT_HTTPHEADER, buffer.headerList())
        unsafe set(CURLOPT_URL, buffer.pointer(at: url))
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

    /// Fields that libcurl writes by itself.
    private static let ownFields = ["host", "content-length", "transfer-encoding", "connection", "expect"]

    private func add(_ fields: FieldLines, host: String) {
        // The authority as it was signed: libcurl would leave out the default port of the scheme.
        buffer.append(name: "Host", value: host)
        var hasAccept = false
        var hasContentType = false
        var hasUserAgent = false
        fields.forEach { fields, name, value in
            if Self.ownFields.contains(where: { fields.isName(name, $0) }) { return }
            hasAccept = hasAccept || fields.isName(name, "accept")
            hasContentType = hasContentType || fields.isName(name, "content-type")
            hasUserAgent = hasUserAgent || fields.isName(name, "user-agent")
            buffer.append(lineOf: fields, name: name, value: value)
        }
        if !hasUserAgent { buffer.append(name: "User-Agent", value: userAgent) }
        if !hasAccept { buffer.suppress("Accept") }
        if !hasContentType { buffer.suppress("Content-Type") }
        buffer.suppress("Expect")
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
