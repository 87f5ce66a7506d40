/// A signature of ECDSA in the two forms that it is written in.
enum ECDSASignature {
    /// The DER that OpenSSL takes, `SEQUENCE { INTEGER r, INTEGER s }`, of the form that JSON Web Signature has: both
    /// numbers, each as long as a coordinate (RFC 7518, section 3.4).
    ///
    /// Nothing is checked: OpenSSL refuses numbers that are zero or too large.
    static func der(_ signature: [UInt8]) -> [UInt8] {
        let half = signature.count / 2
        let numbers = integer(signature[..<half]) + integer(signature[half...])
        return [0x30, UInt8(truncatingIfNeeded: numbers.count)] + numbers
    }

    /// A number without leading zeros, but with one where its first bit would make it negative.
    private static func integer(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var digits = Array(bytes.drop { $0 == 0 })
        if digits.first.map({ $0 >= 0x80 }) ?? true { digits.insert(0, at: 0) }
        return [0x02, UInt8(truncatingIfNeeded: digits.count)] + digits
    }
}
