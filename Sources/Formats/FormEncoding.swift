/// A body or query of `application/x-www-form-urlencoded` pairs, strictly percent-encoded.
package struct FormEncoding: Sendable {
    package private(set) var bytes: [UInt8] = []

    package init() {
        bytes.reserveCapacity(512)
    }

    /// The pairs as a text, for use after a `?`.
    package var text: String { String(decoding: bytes, as: UTF8.self) }

    /// The pairs as the query of a URL.
    package func query(of url: String) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(url.utf8.count + 1 + bytes.count)
        text.append(utf8: url)
        text.append(UInt8(ascii: "?"))
        text += bytes
        return String(decoding: text, as: UTF8.self)
    }

    /// Adds a pair.
    package mutating func append(_ name: String, _ value: String) {
        if !bytes.isEmpty { bytes.append(UInt8(ascii: "&")) }
        PercentEncoding.encode(name, to: &bytes)
        bytes.append(UInt8(ascii: "="))
        PercentEncoding.encode(value, to: &bytes)
    }

    /// Adds a pair whose value is the UTF-8 of a text.
    package mutating func append(_ name: String, _ value: borrowing Span<UInt8>) {
        append(name, "")
        PercentEncoding.encode(value, to: &bytes)
    }
}
