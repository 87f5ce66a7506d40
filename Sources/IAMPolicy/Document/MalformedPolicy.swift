/// Why a text isn't a policy document that Latchkey can read with certainty.
package enum MalformedPolicy: Error, Sendable, Equatable {
    case notJSON
    /// The text is longer than any policy of IAM.
    case tooLong
    /// The brackets are nested deeper than in any policy of IAM.
    case tooDeep
    /// An object has two members with the same name. AWS doesn't say which of them counts.
    case duplicateName
    /// The element with this name is missing, isn't one of IAM's, or has a value of the wrong kind.
    case element(String)
}
