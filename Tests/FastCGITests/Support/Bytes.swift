/// Makes the bytes of records as a web server sends them.
enum Bytes {
    static func record(_ type: UInt8, id: UInt16 = 1, _ content: [UInt8], padding: Int = 0, version: UInt8 = 1)
        -> [UInt8]
    {
        [
            version, type, UInt8(id >> 8), UInt8(id & 0xff), UInt8(content.count >> 8), UInt8(content.count & 0xff),
            UInt8(padding), 0,
        ] + content + [UInt8](repeating: 0xee, count: padding)
    }

    /// FCGI_BEGIN_REQUEST; role 1 is a responder.
    static func begin(id: UInt16 = 1, role: UInt8 = 1, keep: Bool = false) -> [UInt8] {
        record(1, id: id, [0, role, keep ? 1 : 0, 0, 0, 0, 0, 0])
    }

    /// FCGI_PARAMS with encoded pairs; without content it ends the parameters.
    static func parameters(_ content: [UInt8] = [], padding: Int = 0) -> [UInt8] {
        record(4, content, padding: padding)
    }

    /// FCGI_STDIN with a part of the body; without content it ends the request.
    static func body(_ content: [UInt8] = [], padding: Int = 0) -> [UInt8] {
        record(5, content, padding: padding)
    }

    /// FCGI_GET_VALUES, which asks for variables by name.
    static func getValues(_ names: [String]) -> [UInt8] {
        record(9, id: 0, pairs(names.map { ($0, "") }))
    }

    /// Encoded name-value pairs.
    static func pairs(_ parameters: [(String, String)]) -> [UInt8] {
        func length(_ count: Int) -> [UInt8] {
            count < 128
                ? [UInt8(count)]
                : [0x80 | UInt8(count >> 24), UInt8(count >> 16 & 0xff), UInt8(count >> 8 & 0xff), UInt8(count & 0xff)]
        }
        return parameters.flatMap { length($0.utf8.count) + length($1.utf8.count) + Array($0.utf8) + Array($1.utf8) }
    }

    /// One whole request.
    static func request(
        _ parameters: [(String, String)] = [], body: [UInt8] = [], keep: Bool = false, padding: Int = 0,
        chunk: Int = 0xffff
    ) -> [UInt8] {
        func stream(_ type: UInt8, _ bytes: [UInt8]) -> [UInt8] {
            var records: [UInt8] = []
            var rest = bytes[...]
            while !rest.isEmpty {
                records += record(type, Array(rest.prefix(chunk)), padding: padding)
                rest = rest.dropFirst(chunk)
            }
            return records + record(type, [], padding: padding)
        }
        return begin(keep: keep) + stream(4, pairs(parameters)) + stream(5, body)
    }
}
