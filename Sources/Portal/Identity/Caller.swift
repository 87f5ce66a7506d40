/// Who asks, as the web server authenticated them.
package struct Caller: Sendable, Equatable {
    /// The authenticated name, 1 to 64 characters of `[\w+=,.@-]`.
    package var name: String
    /// The IAM user's name that follows from it by the operator's mapping, within the same bounds.
    package var userName: String

    package init(name: String, userName: String) {
        self.name = name
        self.userName = userName
    }
}
