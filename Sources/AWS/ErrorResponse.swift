import Formats
import HTTPTypes
import Transport
import XML

/// Reads responses whose status isn't 2xx.
enum ErrorResponse {
    /// Reads the error in a response.
    ///
    /// A failing server, or a proxy in front of it, may respond in any form; the code is then the status. A redirect, and a
    /// 4xx response that isn't in AWS's form, didn't come from AWS.
    ///
    /// - Returns: the error.
    /// - Throws: ``AWSError/malformedResponse(_:_:)`` when the response can't be AWS's.
    static func read(_ response: TransportResponse, operation: Operation) throws(AWSError) -> ServiceError {
        let status = response.status.code
        guard status >= 400 else { throw .malformedResponse(operation, "status \(status)") }
        let found =
            switch operation.service {
            case .iam, .sts: xml(response.body)
            case .dynamodb, .kms, .sso: json(response.body)
            case .signin: Optional<Parts>.none
            }
        let requestID =
            found?.requestID ?? response.fields[.amznRequestID] ?? response.fields[.amzRequestID]
        if let found {
            return ServiceError(
                operation: operation, status: status, code: ErrorCode(rawValue: found.code), message: found.message,
                requestID: requestID)
        }
        guard status >= 500 || status == 429 || operation.service == .signin else {
            throw .malformedResponse(operation, "status \(status) without an error code")
        }
        return ServiceError(
            operation: operation, status: status, code: ErrorCode(rawValue: String(status)), requestID: requestID)
    }

    private struct Parts {
        var code: String
        var message: String
        var requestID: String?
    }

    /// Reads `ErrorResponse/Error/{Type,Code,Message}` and `RequestId`; nil when there is no code.
    private static func xml(_ body: [UInt8]) -> Parts? {
        guard let root = try? XMLParser().parse(body) else { return nil }
        let error = root.isNamed("Error") ? root : root["Error"] ?? root["Errors"]?["Error"]
        guard let error, let code = error["Code"]?.text, !code.isEmpty else { return nil }
        let requestID = root["RequestId"]?.text ?? root["RequestID"]?.text
        return Parts(code: code, message: error["Message"]?.text ?? "", requestID: requestID)
    }

    /// Reads `__type`, which is `prefix#Code`, and `message` or `Message`; nil when there is no code.
    private static func json(_ body: [UInt8]) -> Parts? {
        guard let members = try? JSONReader.read(body) else { return nil }
        guard let type = members["__type"]?.string ?? members["code"]?.string else { return nil }
        let code = type.split(separator: "#").last?.split(separator: ":").first.map(String.init) ?? ""
        guard !code.isEmpty else { return nil }
        let message = members["message"]?.string ?? members["Message"]?.string
        return Parts(code: code, message: message ?? "", requestID: nil)
    }
}

extension HTTPField.Name {
    static let amznRequestID = HTTPField.Name("x-amzn-RequestId") ?? .eTag
    static let amzRequestID = HTTPField.Name("x-amz-request-id") ?? .eTag
}
