/// Why a file that the account's file names can't be read, as the end of a sentence.
package struct FileUnreadable: Error, Sendable, Equatable {
    package var reason: String

    package init(_ reason: String) { self.reason = reason }
}
