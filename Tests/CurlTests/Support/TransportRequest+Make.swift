import Concurrency
import HTTPTypes
import Transport

extension TransportRequest {
    static func make(
        _ method: HTTPRequest.Method, scheme: String = "http", _ authority: String, _ path: String = "/",
        fields: HTTPFields = [:], body: String = "", within: Duration = .seconds(10), maximumResponseSize: Int = 1 << 20
    ) -> TransportRequest {
        TransportRequest(
            head: HTTPRequest(method: method, scheme: scheme, authority: authority, path: path, headerFields: fields),
            body: Array(body.utf8), deadline: .now + within, maximumResponseSize: maximumResponseSize)
    }

    /// A POST.
    static func make(
        scheme: String = "http", _ authority: String, _ path: String = "/", body: String = "",
        within: Duration = .seconds(10), maximumResponseSize: Int = 1 << 20
    ) -> TransportRequest {
        make(
            .post, scheme: scheme, authority, path, body: body, within: within, maximumResponseSize: maximumResponseSize
        )
    }
}

extension TransportResponse {
    var text: String { String(decoding: body, as: UTF8.self) }
}
