import Formats

/// The name under which the web server authenticated somebody: characters that an IAM user's name can have, `[\w+=,.@-]`.
///
/// It may be longer than the name of an IAM user where the mapping shortens it.
package struct AuthenticatedName: Sendable, Equatable {
    package let rawValue: String

    /// Nil unless `text` is 1 to `maximumLength` such characters.
    package init?(_ text: String, maximumLength: Int) {
        guard (1...maximumLength).contains(text.utf8.count), text.utf8.allSatisfy(\.isNameByte) else { return nil }
        rawValue = text
    }
}
