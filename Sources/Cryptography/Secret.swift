/// A secret text: a secret access key, a session token, a signing key, a password.
///
/// It prints as `‹redacted›` wherever it is described, dumped or interpolated, and is only read through ``reveal()``,
/// so that every place that lets a secret out can be found by that word.
package struct Secret: Sendable, Hashable {
    private let text: String

    package init(_ text: String) {
        self.text = text
    }

    /// The secret itself.
    package func reveal() -> String { text }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "‹redacted›" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: [:], displayStyle: .struct) }
}
