package import Formats
package import IAMPolicy

/// A policy document as it goes to AWS, and what it means.
package struct WrittenPolicy: Sendable {
    /// The JSON on one line, with its members in the file's order.
    package let text: String
    package let document: PolicyDocument

    /// - Throws: `MalformedPolicy` if the value isn't a policy document that can be read with certainty.
    package init(_ json: JSONValue) throws(MalformedPolicy) {
        text = json.text
        document = try PolicyDocument(parsing: text)
    }

    /// How many characters AWS counts: all but white space.
    package var countedCharacters: Int { text.countedCharacters }
}

/// Two are equal when their statements are, however they are written.
extension WrittenPolicy: Hashable {
    package static func == (a: WrittenPolicy, b: WrittenPolicy) -> Bool { a.document == b.document }
    package func hash(into hasher: inout Hasher) { hasher.combine(document) }
}
