/// A tag of an IAM resource or of a session.
package struct Tag: Sendable, Hashable {
    /// At most 128 characters.
    package var key: String
    /// At most 256 characters; it may be empty.
    package var value: String

    package init(key: String, value: String) {
        self.key = key
        self.value = value
    }
}
