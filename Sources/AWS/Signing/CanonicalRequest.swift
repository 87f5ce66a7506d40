import Cryptography
import Formats

/// The first stage of a signature: the request in a form that is the same for AWS, whatever happens to it on the way.
///
///     method \n path \n query \n fields \n\n names of the signed fields \n hash of the body
///
/// Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>
package struct CanonicalRequest: Sendable {
    package let bytes: [UInt8]
    /// Where ``signedFields`` stand in ``bytes``.
    let signedFieldsRange: Range<Int>

    package init(_ request: consuming SigningRequest) {
        Self.sort(&request.fields)
        let fields = request.fields
        var bytes: [UInt8] = []
        // What most requests need, and no more than the allocator serves quickly.
        bytes.reserveCapacity(960)
        let newline = UInt8(ascii: "\n")
        bytes.append(utf8: request.method)
        bytes.append(newline)
        Self.appendPath(request.path, to: &bytes)
        bytes.append(newline)
        Self.appendQuery(request.query, to: &bytes)
        bytes.append(newline)
        for index in fields.indices {
            if index > 0, fields[index - 1].name == fields[index].name {
                bytes.append(UInt8(ascii: ","))
            } else {
                if index > 0 { bytes.append(newline) }
                bytes.append(utf8: fields[index].name)
                bytes.append(UInt8(ascii: ":"))
            }
            Self.appendCollapsed(fields[index].value, to: &bytes)
        }
        bytes.append(newline)
        bytes.append(newline)
        let names = bytes.count
        for index in fields.indices where index == 0 || fields[index - 1].name != fields[index].name {
            if index > 0 { bytes.append(UInt8(ascii: ";")) }
            bytes.append(utf8: fields[index].name)
        }
        signedFieldsRange = names..<bytes.count
        bytes.append(newline)
        SHA256.withDigest(of: request.body.span) { Hexadecimal.append($0, to: &bytes) }
        self.bytes = bytes
    }

    /// The names of the signed fields in lower case, sorted and joined by `;`.
    package var signedFields: String { String(decoding: bytes[signedFieldsRange], as: UTF8.self) }

    /// Removes dot segments and empty segments (RFC 3986, section 5.2.4), and then percent-encodes the encoded path once
    /// more, as all services but S3 do.
    private static func appendPath(_ path: String, to bytes: inout [UInt8]) {
        let slash = UInt8(ascii: "/")
        if path.isEmpty || path == "/" { return bytes.append(slash) }
        var segments: [Substring.UTF8View] = []
        for segment in Substring(path).utf8.split(separator: slash) {
            if segment.elementsEqual("..".utf8) {
                _ = segments.popLast()
            } else if !segment.elementsEqual(".".utf8) {
                segments.append(segment)
            }
        }
        bytes.append(slash)
        for (index, segment) in segments.enumerated() {
            if index > 0 { bytes.append(slash) }
            PercentEncoding.encode(String(Substring(segment)), to: &bytes)
        }
        if path.hasSuffix("/"), !segments.isEmpty { bytes.append(slash) }
    }

    /// Sorts the items, which are encoded already, by the bytes of name and value. A name without a value gets a `=`.
    private static func appendQuery(_ query: String, to bytes: inout [UInt8]) {
        if query.isEmpty { return }
        let equals = UInt8(ascii: "=")
        let items = query.utf8.split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: false).map { item in
            let name = item.prefix { $0 != equals }
            return (name: name, value: item.dropFirst(name.count + 1))
        }
        let sorted = items.sorted { left, right in
            if left.name.elementsEqual(right.name) { return left.value.lexicographicallyPrecedes(right.value) }
            return left.name.lexicographicallyPrecedes(right.name)
        }
        for (index, item) in sorted.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: "&")) }
            bytes.append(contentsOf: item.name)
            bytes.append(equals)
            bytes.append(contentsOf: item.value)
        }
    }

    /// Puts names in lower case, and sorts the fields by them. Several fields of one name stay in their order.
    private static func sort(_ fields: inout [SigningRequest.Pair]) {
        for index in fields.indices {
            if fields[index].name.utf8.contains(where: \.isASCIIUppercase) {
                fields[index].name = fields[index].name.lowercased()
            }
            // There are few fields, mostly in order already. An insertion sort is stable and costs less than `sort`.
            var position = index
            while position > 0, fields[position - 1].name > fields[position].name {
                fields.swapAt(position - 1, position)
                position -= 1
            }
        }
    }

    /// Appends the value of a field, in which one space replaces each run of white space, without white space around it.
    private static func appendCollapsed(_ value: String, to bytes: inout [UInt8]) {
        // Most values, and all long tokens, have no white space, and are appended as they are.
        let source = value.utf8.span
        var hasSpace = false
        for index in source.indices { hasSpace = source[index] <= UInt8(ascii: " ") || hasSpace }
        guard hasSpace else { return bytes.append(contentsOf: value.utf8) }
        bytes.append(addingCapacity: source.count) { output in
            var pendingSpace = false
            for index in source.indices {
                let byte = source[index]
                if byte == UInt8(ascii: " ") || (0x09...0x0D).contains(byte) {
                    pendingSpace = !output.isEmpty
                    continue
                }
                if pendingSpace { output.append(UInt8(ascii: " ")) }
                pendingSpace = false
                output.append(byte)
            }
        }
    }
}
