import Formats

/// A session policy: what a session may do at most, whatever its role may.
///
/// Source: <https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html>
package struct SessionPolicy: Sendable, Equatable {
    /// The longest that STS takes, in characters.
    static let maximumLength = 2_048

    /// An object with statements.
    let json: JSONValue

    /// The document as it is sent to STS.
    package var text: String { json.text }

    /// Nil unless it is an object with `Statement` and perhaps `Version` and `Id`, no object in it has two members of one name,
    /// and its text has at most 2,048 characters, of those up to U+00FF.
    init?(_ json: JSONValue) {
        guard case .object(let members) = json, Set(members.map(\.name)).isSubset(of: ["Version", "Id", "Statement"]),
            !json.hasDuplicateMembers
        else { return nil }
        switch json["Statement"] {
        case .object: break
        case .array(let statements) where !statements.isEmpty: break
        default: return nil
        }
        let text = json.text
        guard text.unicodeScalars.count <= Self.maximumLength, text.unicodeScalars.allSatisfy({ $0.value <= 0xff })
        else {
            return nil
        }
        self.json = json
    }
}
