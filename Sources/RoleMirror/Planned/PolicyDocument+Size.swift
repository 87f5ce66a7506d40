import IAMPolicy

extension PolicyDocument {
    /// The most characters that a document has around its statements.
    static let frameSize = #"{"Statement":[],"Version":"2012-10-17"}"#.count

    /// In characters without white space, as IAM counts.
    var size: Int { minified.countWithoutWhiteSpace }

    /// Puts the statements in an order that doesn't depend on where they came from.
    mutating func sort() {
        statements = statements.map { ($0.json.minified, $0) }.sorted { $0.0 < $1.0 }.map(\.1)
    }
}

extension String {
    /// The number of characters but white space, which IAM doesn't count against the size of a policy.
    var countWithoutWhiteSpace: Int {
        unicodeScalars.count { !$0.properties.isWhitespace }
    }
}
