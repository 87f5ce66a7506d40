extension PolicyElement {
    /// The text or texts that an element holds. Numbers and truth values become the texts that IAM reads them as.
    ///
    /// - Parameter element: the element's name, for the error.
    /// - Returns: the texts, in order.
    /// - Throws: ``MalformedPolicy/element(_:)`` for null, an object, or a list in a list.
    func texts(of element: String) throws(MalformedPolicy) -> [String] {
        switch self {
        case .string(let text): return [text]
        case .bool(let value): return [value ? "true" : "false"]
        case .number(let digits): return [digits]
        case .array(let values):
            var texts: [String] = []
            for value in values {
                if case .array = value { throw .element(element) }
                texts += try value.texts(of: element)
            }
            return texts
        case .null, .object: throw .element(element)
        }
    }

    /// A list of texts; a single one stands without a list.
    static func texts(_ texts: [String]) -> PolicyElement {
        texts.count == 1 ? .string(texts[0]) : .array(texts.map { .string($0) })
    }
}
