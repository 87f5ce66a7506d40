extension PolicyElement {
    /// The values that an element holds, one or a list: texts, numbers and truth values.
    ///
    /// - Parameter element: the element's name, for the error.
    /// - Returns: the values, in order.
    /// - Throws: ``MalformedPolicy/element(_:)`` for null, an object, or a list in a list.
    func values(of element: String) throws(MalformedPolicy) -> [PolicyElement] {
        switch self {
        case .string, .bool, .number: return [self]
        case .array(let values):
            for value in values where value.text == nil { throw .element(element) }
            return values
        case .null, .object: throw .element(element)
        }
    }

    /// A list of values; a single one stands without a list.
    package static func list(_ values: [PolicyElement]) -> PolicyElement {
        values.count == 1 ? values[0] : .array(values)
    }

    /// The text of a value. Numbers and truth values become the texts that IAM reads them as; nil for anything else.
    var text: String? {
        switch self {
        case .string(let text): text
        case .bool(let value): value ? "true" : "false"
        case .number(let digits): digits
        case .null, .array, .object: nil
        }
    }

    /// Whether a value can be written as a text in one way only. IAM compares some numbers as texts, and doesn't say whether
    /// `1.0` and `1e0` are `1` then.
    var hasOneText: Bool {
        guard case .number(let digits) = self else { return true }
        guard digits.utf8.count <= Self.mostDigits, !digits.utf8.contains(where: { $0 | 0x20 == UInt8(ascii: "e") })
        else { return false }
        return digits.utf8.contains(UInt8(ascii: ".")) ? digits.utf8.last != UInt8(ascii: "0") : digits != "-0"
    }

    /// A number of more digits may lose some of them in a `Double` or a decimal.
    private static let mostDigits = 15
}
