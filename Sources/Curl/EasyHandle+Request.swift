import CCurl
import HTTPTypes
import Transport

extension EasyHandle {
    private static let host = HTTPField.Name("host")

    /// Sets the options of one request: method, URL, header lines and body.
    func set(_ request: TransportRequest, to target: RequestTarget) {
        buffer.removeAll()
        addFields(of: request.head, host: request.host ?? target.authority)
        let body = buffer.append(body: request.body)
        unsafe setMethod(request.head.method, body: buffer.pointer(at: body), count: request.body.count)
        unsafe set(CURLOPT_HTTPHEADER, buffer.headerList())
        set(CURLOPT_URL, target.url)
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

    private func addFields(of head: HTTPRequest, host: String) {
        // The authority as it was signed: libcurl would leave out the default port of the scheme.
        buffer.append(name: "Host", value: host)
        var hasAccept = false
        var hasContentType = false
        for field in head.headerFields {
            switch field.name {
            case Self.host, .contentLength, .transferEncoding, .connection, .expect: continue
            case .accept: hasAccept = true
            case .contentType: hasContentType = true
            default: break
            }
            buffer.append(name: field.name.rawName, value: field.value)
        }
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
