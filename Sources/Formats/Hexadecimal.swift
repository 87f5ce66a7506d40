/// Bytes as pairs of lower-case hexadecimal digits (RFC 4648, section 8).
package enum Hexadecimal {
    /// The digits of `bytes`, two for each.
    package static func encode(_ bytes: some Collection<UInt8>) -> String {
        unsafe String(unsafeUninitializedCapacity: bytes.count * 2) { buffer in
            var position = 0
            for byte in bytes {
                unsafe buffer.initializeElement(at: position, to: digit(byte >> 4))
                unsafe buffer.initializeElement(at: position + 1, to: digit(byte & 0xf))
                position += 2
            }
            return position
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }
}
