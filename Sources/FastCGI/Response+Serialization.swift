internal import HTTPTypes

extension Response {
    /// The head as CGI has it: `Status: 200 OK`, the fields, an empty line (RFC 3875, section 6).
    ///
    /// `Content-Length` is the body's; a handler's own stays for HEAD, where it may know the length without the body.
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
            // "Status" would be a second status to the web server.
            if field.name.canonicalName == "status" { continue }
            if field.name == .contentLength, !isHead { continue }
            Self.append(field.name.rawName, to: &bytes)
            bytes += ": ".utf8
            Self.append(field.value, to: &bytes)
            bytes += "\r\n".utf8
        }
        let ownLength = isHead && (head.headerFields[.contentLength] != nil || body.isEmpty)
        if head.status.mayHaveBody, !ownLength {
            bytes += "Content-Length: \(body.count)\r\n".utf8
        }
        bytes += "\r\n".utf8
        return bytes
    }

    /// The body as it goes out: none for HEAD, nor with a status that has none.
    func serializedBody(isHead: Bool) -> [UInt8] {
        isHead || !head.status.mayHaveBody ? [] : body
    }

    /// Appends text that can't end its line: HTTPTypes sees to that already, and a second look costs nothing.
    private static func append(_ text: String, to bytes: inout [UInt8]) {
        let start = bytes.count
        bytes += text.utf8
        for index in start..<bytes.count where bytes[index] == 0x0d || bytes[index] == 0x0a || bytes[index] == 0 {
            bytes[index] = UInt8(ascii: " ")
        }
    }
}

extension HTTPResponse.Status {
    /// RFC 9110, section 6.4.1.
    fileprivate var mayHaveBody: Bool {
        code >= 200 && self != .noContent && self != .notModified
    }
}
