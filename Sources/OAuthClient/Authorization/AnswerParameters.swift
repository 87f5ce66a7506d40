import Formats

/// The parameters of an answer to an authorization request, from a query, a form or a fragment.
package struct AnswerParameters: Sendable {
    /// The longest text, in bytes.
    package static let maximumByteCount = 32_768
    private static let maximumCount = 64

    private let values: [String: String]

    /// - Throws: ``AnswerFault`` for a text that isn't `application/x-www-form-urlencoded`, or names something twice.
    package init(_ text: some StringProtocol) throws(AnswerFault) {
        let bytes = Array(text.utf8)
        guard bytes.count <= Self.maximumByteCount else { throw .malformed }
        let pairs = bytes.split(separator: UInt8(ascii: "&"))
        guard pairs.count <= Self.maximumCount else { throw .malformed }
        var values: [String: String] = [:]
        for pair in pairs {
            let equals = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
            guard let name = PercentEncoding.decode(pair[..<equals], plus: .space),
                let value = PercentEncoding.decode(pair[equals...].dropFirst(), plus: .space)
            else { throw .malformed }
            guard values.updateValue(value, forKey: name) == nil else { throw .repeated }
        }
        self.values = values
    }

    /// The value of a parameter; nil without one, or if it is empty.
    subscript(_ name: String) -> String? {
        values[name].flatMap { $0.isEmpty ? nil : $0 }
    }
}
