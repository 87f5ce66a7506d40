/// Reads fixed-width numbers and literal bytes from the front of a text.
struct DigitReader {
    private var rest: Substring.UTF8View

    init(_ text: String) { rest = Substring(text).utf8 }

    var isAtEnd: Bool { rest.isEmpty }

    /// The next `count` bytes as a decimal number; nil when one of them is no digit.
    mutating func number(_ count: Int) -> Int? {
        var value = 0
        for _ in 0..<count {
            guard let byte = rest.popFirst(), byte.isASCIIDigit else { return nil }
            value = value * 10 + Int(byte - UInt8(ascii: "0"))
        }
        return value
    }

    /// Takes `text` if it comes next; without regard to the case of ASCII letters.
    mutating func take(_ text: StaticString) -> Bool {
        let expected = Array(text.description.utf8)
        guard rest.prefix(expected.count).elementsEqual(expected, by: { $0.asciiLowercased == $1.asciiLowercased })
        else { return false }
        rest = rest.dropFirst(expected.count)
        return true
    }

    /// Takes as many digits as come next, at least one.
    mutating func digits() -> [UInt8]? {
        let found = rest.prefix { $0.isASCIIDigit }
        guard !found.isEmpty else { return nil }
        rest = rest.dropFirst(found.count)
        return Array(found)
    }
}
