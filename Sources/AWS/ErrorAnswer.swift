import Formats
import HTTPTypes
import Transport
import XML

/// Reads what AWS answers instead of a result.
enum ErrorAnswer {
    /// The error in `response`, whose status isn't 2xx.
    ///
    /// A failing server, or a proxy before it, may answer in any form: then the status is the code. A redirect, and
    /// a refusal that isn't in AWS's form, is a malformed answer, which is what is thrown.
    static func read(_ response: TransportResponse, operation: Operation) throws(AWSError) -> ServiceError {
        let status = response.head.status.code
        guard status >= 400 else { throw .malformedAnswer(operation, "status \(status)") }
        let found =
            switch operation.service {
            case .iam, .sts: xml(response.body)
            case .dynamodb, .kms: json(response.body)
            case .signin: Optional<Parts>.none
            }
        let requestID =
            found?.requestID ?? response.head.headerFields[.amznRequestID] ?? response.head.headerFields[.amzRequestID]
        if let found {
            return ServiceError(
                operation: operation, status: status, code: ErrorCode(rawValue: found.code), message: found.message,
                requestID: requestID)
        }
        guard status >= 500 || status == 429 || operation.service == .signin else {
            throw .malformedAnswer(operation, "status \(status) without an error code")
        }
        return ServiceError(
            operation: operation, status: status, code: ErrorCode(rawValue: String(status)), requestID: requestID)
    }

    private struct Parts {
        var code: String
        var message: String
        var requestID: String?
    }

    /// `ErrorResponse/Error/{Type,Code,Message}` and `RequestId`.
    private static func xml(_ body: [UInt8]) -> Parts? {
        guard let root = try? XMLParser().parse(body) else { return nil }
        let error = root.name == "Error" ? root : root["Error"] ?? root["Errors"]?["Error"]
        guard let error, let code = error["Code"]?.text, !code.isEmpty else { return nil }
        let requestID = root["RequestId"]?.text ?? root["RequestID"]?.text
        return Parts(code: code, message: error["Message"]?.text ?? "", requestID: requestID)
    }

    /// `__type` (`prefix#Code`) and `message` or `Message`.
    private static func json(_ body: [UInt8]) -> Parts? {
        guard let answer = try? JSONReader.read(body) else { return nil }
        guard let type = answer["__type"]?.string ?? answer["code"]?.string else { return nil }
        let code = type.split(separator: "#").last?.split(separator: ":").first.map(String.init) ?? ""
        guard !code.isEmpty else { return nil }
        let message = answer["message"]?.string ?? answer["Message"]?.string
        return Parts(code: code, message: message ?? "", requestID: nil)
    }
}

extension HTTPField.Name {
    static let amznRequestID = HTTPField.Name("x-amzn-RequestId") ?? .eTag
    static let amzRequestID = HTTPField.Name("x-amz-request-id") ?? .eTag
}
