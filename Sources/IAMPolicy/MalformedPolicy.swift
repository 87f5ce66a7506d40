/// Why a text is not a policy document.
package enum MalformedPolicy: Error, Sendable, Equatable {
    case notJSON
    /// Nested deeper than any policy.
    case tooDeep
    /// An object has two members of one name; which of them IAM goes by is not known.
    case duplicateName
    /// A number is written in a way that isn't kept, such as `1.0`; compared as a text it would become another.
    case number
    /// The document or a statement lacks an element or has one of the wrong shape.
    case element(String)
}
