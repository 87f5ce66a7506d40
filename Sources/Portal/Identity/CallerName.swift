internal import AWS
internal import Formats

/// The bounds of a caller's name: 1 to 64 characters of ASCII `[\w+=,.@-]`, IAM's for a user name.
enum CallerName {
    /// The name when it is within the bounds.
    static func parse(_ text: String) -> String? {
        (1...64).contains(text.utf8.count) && text.utf8.allSatisfy(\.isNameByte) ? text : nil
    }
}
