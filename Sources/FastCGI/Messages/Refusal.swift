package import HTTPTypes

/// Why a request was answered without asking the handler.
package enum Refusal: Sendable, Equatable {
    /// The parameters can't be what a web server meant, or are more than ``Limits/maximumParameterBytes``.
    case badParameters(String)
    /// The body is not what `CONTENT_LENGTH` announced; it may be an upload that was cut off.
    case badBody(String)
    /// The body is more than ``Limits/maximumBodyBytes``, here in bytes.
    case bodyTooLarge(limit: Int)
    /// As many requests as ``Limits/maximumConcurrentRequests`` are being answered.
    case tooManyRequests

    /// The HTTP status that fits.
    package var status: HTTPResponse.Status {
        switch self {
        case .badParameters, .badBody: .badRequest
        case .bodyTooLarge: .contentTooLarge
        case .tooManyRequests: .serviceUnavailable
        }
    }

    /// What was wrong, in words for whoever sent the request.
    package var reason: String {
        switch self {
        case .badParameters(let reason), .badBody(let reason): reason
        case .bodyTooLarge(let limit): "The request body is larger than \(limit) bytes."
        case .tooManyRequests: "Too many requests are being answered; try again in a moment."
        }
    }

    /// The plain-text answer that is given where the application has none of its own.
    package var plainResponse: Response {
        var fields: HTTPFields = [.contentType: "text/plain; charset=utf-8", .cacheControl: "no-store"]
        if self == .tooManyRequests { fields[.retryAfter] = "1" }
        return Response(head: HTTPResponse(status: status, headerFields: fields), body: Array((reason + "\n").utf8))
    }
}
