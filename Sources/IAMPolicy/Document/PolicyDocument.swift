/// A policy document: a version of the language and its statements.
///
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
package struct PolicyDocument: Sendable, Hashable {
    /// The version of the policy language. Only the newer one has policy variables.
    package enum Version: String, Sendable, CaseIterable, Comparable {
        case v2008 = "2008-10-17"
        case v2012 = "2012-10-17"

        package static func < (a: Version, b: Version) -> Bool { a.rawValue < b.rawValue }
    }

    package var version: Version
    package var statements: [PolicyStatement]

    package init(version: Version = .v2012, statements: [PolicyStatement]) {
        self.version = version
        self.statements = statements
    }

    /// Parses a document as IAM stores it. A document without `Version` is in the older language.
    package init(parsing text: String) throws(MalformedPolicy) {
        guard let members = try PolicyElement(parsing: text).members else { throw .element("document") }
        for name in members.keys where !["Version", "Id", "Statement"].contains(name) {
            throw .element(name)
        }
        switch members["Version"] {
        case nil: version = .v2008
        case .string(let text):
            guard let version = Version(rawValue: text) else { throw .element("Version") }
            self.version = version
        default: throw .element("Version")
        }
        switch members["Statement"] {
        case .array(let elements):
            var statements: [PolicyStatement] = []
            for element in elements { statements.append(try PolicyStatement(element)) }
            self.statements = statements
        case .some(let single): statements = [try PolicyStatement(single)]
        case nil: throw .element("Statement")
        }
    }

    /// The shortest JSON text of the document; equal documents give equal texts.
    package var minified: String {
        PolicyElement.object([
            "Version": .string(version.rawValue), "Statement": .array(statements.map(\.json)),
        ]).minified
    }
}
