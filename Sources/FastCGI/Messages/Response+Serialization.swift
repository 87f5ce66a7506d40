import Formats
import HTTPTypes

extension Response {
    /// The head in CGI's form: `Status: 200 OK`, the fields, an empty line (RFC 3875, section 6).
    ///
    /// `Content-Length` is the length of the body. For HEAD it is the handler's own field where there is one, since the
    /// handler may know the length without making the body.
    func serializedHead(isHead: Bool) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(1_024)
        let status = head.status
        bytes.append(utf8: "Status: ")
        bytes.append(decimal: status.code)
        if !status.reasonPhrase.isEmpty {
            bytes.append(UInt8(ascii: " "))
            FixedFields.append(status.reasonPhrase, to: &bytes)
        }
        bytes.append(utf8: "\r\n")
        var hasLength = false
        for field in head.headerFields {
            if field.name == .contentLength {
                hasLength = true
                if !isHead { continue }
            }
            FixedFields.append(field, to: &bytes)
        }
        bytes.append(commonFields.bytes.span)
        let keepsHandlersLength = isHead && (hasLength || body.isEmpty)
        if status.mayHaveBody, !keepsHandlersLength {
            bytes.append(utf8: "Content-Length: ")
            bytes.append(decimal: body.count)
            bytes.append(utf8: "\r\n")
        }
        bytes.append(utf8: "\r\n")
        return bytes
    }

    /// The body to send: none for HEAD, nor with a status that has none.
    func serializedBody(isHead: Bool) -> [UInt8] {
        isHead || !head.status.mayHaveBody ? [] : body
    }
}

extension HTTPResponse.Status {
    /// Whether a response with this status may have a body (RFC 9110, section 6.4.1).
    fileprivate var mayHaveBody: Bool {
        code >= 200 && self != .noContent && self != .notModified
    }
}
