package import NIOCore

/// Writes heads of messages as bytes.
package enum HeadWriter {
    package static func bytes(_ head: RequestHead) -> ByteBuffer {
        bytes("\(head.method) \(head.target) \(head.version.rawValue)", head.fields)
    }

    package static func bytes(_ head: ResponseHead) -> ByteBuffer {
        bytes("\(head.version.rawValue) \(head.status) \(head.reason)", head.fields)
    }

    /// The lines of the fields, and the empty line after them.
    package static func bytes(_ firstLine: String, _ fields: HeaderFields) -> ByteBuffer {
        var buffer = ByteBuffer()
        buffer.writeLatin1(firstLine)
        buffer.writeString("\r\n")
        buffer.writeFields(fields)
        return buffer
    }
}

extension ByteBuffer {
    /// Writes field lines and the empty line that ends them.
    package mutating func writeFields(_ fields: HeaderFields) {
        for field in fields.all {
            writeString(field.name)
            writeString(": ")
            writeLatin1(field.value)
            writeString("\r\n")
        }
        writeString("\r\n")
    }

    /// Writes a byte for each scalar. A scalar that is none of a byte becomes `?`; values that were read have none.
    package mutating func writeLatin1(_ text: String) {
        if text.utf8.allSatisfy({ $0 < 0x80 }) {
            writeString(text)
        } else {
            writeBytes(text.unicodeScalars.map { UInt8(exactly: $0.value) ?? UInt8(ascii: "?") })
        }
    }
}
