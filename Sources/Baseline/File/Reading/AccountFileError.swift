/// Why a file isn't one of an account.
package struct AccountFileError: Error, Sendable, Equatable, CustomStringConvertible {
    /// All of them, in the file's order; at least one.
    package var faults: [AccountFileFault]

    package init(_ faults: [AccountFileFault]) { self.faults = faults }

    package var description: String { faults.map(\.description).joined(separator: "\n") }
}
