import HTTPTypes

extension Response {
    /// The head in CGI's form: `Status: 200 OK`, the fields, an empty line (RFC 3875, section 6).
    ///
    /// `Content-Length` is the length of the body. For HEAD it is the handler's own field where there is one, since the
    /// handler may know the length without making the body.
    func serializedHead(isHead: Bool) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(256)
        bytes += "Status: \(head.status.code)".utf8
        if !head.status.reasonPhrase.isEmpty {
            bytes.append(UInt8(ascii: " "))
            Self.append(head.status.reasonPhrase, to: &bytes)
        }
        bytes += "\r\n".utf8
        for field in head.headerFields {
            // The web server would read a field with this name as a second status.
            if field.name.canonicalName == "status" { continue }
            if field.name == .contentLength, !isHead { continue }
            Self.append(field.name.rawName, to: &bytes)
            bytes += ": ".utf8
            Self.append(field.value, to: &bytes)
            bytes += "\r\n".utf8
        }
        let keepsHandlersLength = isHead && (head.headerFields[.contentLength] != nil || body.isEmpty)
        if head.status.mayHaveBody, !keepsHandlersLength {
            bytes += "Content-Length: \(body.count)\r\n".utf8
        }
        bytes += "\r\n".utf8
        return bytes
    }

    /// The body to send: none for HEAD, nor with a status that has none.
    func serializedBody(isHead: Bool) -> [UInt8] {
        isHead || !head.status.mayHaveBody ? [] : body
    }

    /// Appends text in which spaces replace CR, LF and NUL, so that it can't begin another field. HTTPTypes doesn't let
    /// them in either; this is a second check that costs nothing.
    private static func append(_ text: String, to bytes: inout [UInt8]) {
        let source = text.utf8.span
        var endsLine = false
        for index in source.indices {
            endsLine = endsLine || source[index] == 0x0d || source[index] == 0x0a || source[index] == 0
        }
        if endsLine {
            bytes += text.utf8.map { $0 == 0x0d || $0 == 0x0a || $0 == 0 ? UInt8(ascii: " ") : $0 }
        } else {
            bytes += text.utf8
        }
    }
}

extension HTTPResponse.Status {
    /// Whether a response with this status may have a body (RFC 9110, section 6.4.1).
    fileprivate var mayHaveBody: Bool {
        code >= 200 && self != .noContent && self != .notModified
    }
}
