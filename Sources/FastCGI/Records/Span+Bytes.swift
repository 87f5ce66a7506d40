import Glibc

extension Span<UInt8> {
    /// Whether the bytes in `range` are those of `text`.
    func has(_ text: String, in range: Range<Int>) -> Bool {
        guard range.count == text.utf8.count else { return false }
        return extracting(range).hasSameBytes(as: text.utf8.span)
    }

    /// Whether the bytes are those of a span of the same length.
    func hasSameBytes(as other: Span<UInt8>) -> Bool {
        unsafe withUnsafeBytes { own in
            unsafe other.withUnsafeBytes { other in
                guard let own = own.baseAddress, let other = other.baseAddress else { return true }
                return unsafe memcmp(own, other, count) == 0
            }
        }
    }

    /// The bytes in `range` as a text; U+FFFD stands for each part that isn't UTF-8.
    func text(in range: Range<Int>) -> String {
        unsafe extracting(range).withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
    }
}

extension [UInt8] {
    mutating func append(_ bytes: Span<UInt8>) {
        unsafe bytes.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
    }
}
