/// Why a text is not a policy document.
package enum MalformedPolicy: Error, Sendable, Equatable {
    case notJSON
    /// An object has two members of one name; which of them IAM goes by is not known.
    case duplicateName
    /// The document or a statement lacks an element or has one of the wrong shape.
    case element(String)
}
