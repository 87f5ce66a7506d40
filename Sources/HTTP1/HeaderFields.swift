import Formats

/// The fields of a message, in their order. A value has one scalar for each byte (ISO 8859-1), so that bytes which
/// aren't UTF-8 pass through unchanged.
package struct HeaderFields: Sendable, Equatable {
    package struct Field: Sendable, Equatable {
        package var name: String
        package var value: String
    }

    package private(set) var all: [Field] = []

    package init() {}

    /// The values of all fields of that name, in their order.
    package func values(_ name: String) -> [String] {
        all.filter { Self.isSame($0.name, name) }.map(\.value)
    }

    /// The value of the field of that name; nil when there is none or more than one.
    package func single(_ name: String) -> String? {
        let values = values(name)
        return values.count == 1 ? values.first : nil
    }

    package func contains(_ name: String) -> Bool {
        all.contains { Self.isSame($0.name, name) }
    }

    /// The members of a field whose value is a list of tokens, in lower case: `Connection: close, TE` has two.
    package func tokens(_ name: String) -> [String] {
        values(name).flatMap { $0.split(separator: ",") }
            .map { String($0.trimmingWhiteSpace).lowercased() }
            .filter { !$0.isEmpty }
    }

    package mutating func append(_ name: String, _ value: String) {
        all.append(Field(name: name, value: value))
    }

    package mutating func remove(_ name: String) {
        all.removeAll { Self.isSame($0.name, name) }
    }

    package mutating func removeAll(where condition: (Field) -> Bool) {
        all.removeAll(where: condition)
    }

    /// Puts one field in place of all that have its name.
    package mutating func replace(_ name: String, _ value: String) {
        remove(name)
        append(name, value)
    }

    /// Changes the value of every field of that name.
    package mutating func rewrite(_ name: String, _ change: (String) -> String) {
        for index in all.indices where Self.isSame(all[index].name, name) {
            all[index].value = change(all[index].value)
        }
    }

    /// Whether two names are the same without regard to the case of ASCII letters.
    package static func isSame(_ a: String, _ b: String) -> Bool {
        guard a.utf8.count == b.utf8.count else { return false }
        return zip(a.utf8, b.utf8).allSatisfy { $0.asciiLowercased == $1.asciiLowercased }
    }
}

extension HeaderFields: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral fields: (String, String)...) {
        all = fields.map { Field(name: $0.0, value: $0.1) }
    }
}

extension StringProtocol {
    /// The text without the spaces and tabs around it (OWS of RFC 9110, 5.6.3).
    package var trimmingWhiteSpace: SubSequence {
        guard let first = unicodeScalars.firstIndex(where: { $0 != " " && $0 != "\t" }),
            let last = unicodeScalars.lastIndex(where: { $0 != " " && $0 != "\t" })
        else { return self[endIndex...] }
        return self[first..<unicodeScalars.index(after: last)]
    }
}
