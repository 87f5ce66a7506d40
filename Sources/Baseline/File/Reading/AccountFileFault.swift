/// Something in the file that is wrong, or that may not be meant, and what to do about it.
package struct AccountFileFault: Sendable, Hashable, CustomStringConvertible {
    /// The file beside the account's file in which it stands; nil for the account's file itself.
    package var file: String?
    /// From 1.
    package var line: Int
    /// One or two sentences, without the last full stop.
    package var reason: String

    package init(file: String? = nil, line: Int, _ reason: String) {
        self.file = file
        self.line = line
        self.reason = reason
    }

    package var description: String { (file.map { "\($0), " } ?? "") + "line \(line): \(reason)" }
}
