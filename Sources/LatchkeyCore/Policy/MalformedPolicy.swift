/// Why a text is not a policy document.
package enum MalformedPolicy: Error, Sendable, Equatable {
    case notJSON
    /// The document or a statement lacks an element, has one twice, or one of the wrong shape.
    case element(String)
}
