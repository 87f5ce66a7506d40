/// The classes of ASCII bytes that names and numbers are made of.
extension UInt8 {
    /// `0–9`.
    @inlinable package var isASCIIDigit: Bool { self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9") }
    /// `0–9A–Fa–f`.
    @inlinable package var isHexadecimal: Bool {
        switch self {
        case 0x30...0x39, 0x41...0x46, 0x61...0x66: true
        default: false
        }
    }
    /// `a–z`.
    @inlinable package var isASCIILowercase: Bool { self >= UInt8(ascii: "a") && self <= UInt8(ascii: "z") }
    /// `A–Z`.
    @inlinable package var isASCIIUppercase: Bool { self >= UInt8(ascii: "A") && self <= UInt8(ascii: "Z") }
    /// An upper-case ASCII letter in lower case; any other byte as it is.
    @inlinable package var asciiLowercased: UInt8 { isASCIIUppercase ? self | 0x20 : self }

    /// What tokens of HTTP are made of, such as names of fields (RFC 9110, section 5.6.2).
    @inlinable package var isToken: Bool {
        // Each of ASCII's bytes has a bit, because this is asked for each byte of each name.
        let bits: UInt64 = self < 64 ? 0x03ff_6cfa_0000_0000 : self < 128 ? 0x57ff_ffff_c7ff_fffe : 0
        return bits >> (self & 63) & 1 == 1
    }

    /// `\w` as AWS's patterns mean it.
    @inlinable package var isWordByte: Bool {
        isASCIIDigit || isASCIILowercase || isASCIIUppercase || self == UInt8(ascii: "_")
    }

    /// `[\w+=,.@-]`, what IAM's names are made of.
    @inlinable package var isNameByte: Bool {
        switch self {
        case UInt8(ascii: "+"), UInt8(ascii: "="), UInt8(ascii: ","), UInt8(ascii: "."), UInt8(ascii: "@"),
            UInt8(ascii: "-"):
            true
        default: isWordByte
        }
    }
}
