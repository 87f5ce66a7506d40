package import HTTPTypes

/// Why a request is answered without the handler.
package enum Refusal: Sendable, Equatable {
    /// The parameters are more than ``Limits/maximumParameterBytes`` or ``Limits/maximumParameters``.
    case badParameters(String)
    /// The body isn't the one that `CONTENT_LENGTH` announces. It may be an upload that was cut off.
    case badBody(String)
    /// The body is longer than ``Limits/maximumBodyBytes``, which is `limit` here.
    case bodyTooLarge(limit: Int)
    /// ``Limits/maximumConcurrentRequests`` requests are being answered.
    case tooManyRequests

    /// The HTTP status that fits.
    package var status: HTTPResponse.Status {
        switch self {
        case .badParameters, .badBody: .badRequest
        case .bodyTooLarge: .contentTooLarge
        case .tooManyRequests: .serviceUnavailable
        }
    }

    /// What is wrong, in words for the person who sent the request.
    package var reason: String {
        switch self {
        case .badParameters(let reason), .badBody(let reason): reason
        case .bodyTooLarge(let limit): "The request body is larger than \(limit) bytes."
        case .tooManyRequests: "Too many requests are being answered; try again in a moment."
        }
    }

    /// A plain-text response, for an application that has none of its own.
    package var plainResponse: Response {
        var fields: HTTPFields = [.contentType: "text/plain; charset=utf-8", .cacheControl: "no-store"]
        if self == .tooManyRequests { fields[.retryAfter] = "1" }
        return Response(head: HTTPResponse(status: status, headerFields: fields), body: Array((reason + "\n").utf8))
    }
}
