import Formats
import Reactor
import SystemPackage

/// Reads the small files that hold profiles and tokens.
package struct FileReader: Sendable {
    /// The largest file that is read, in bytes: tens of thousands of profiles.
    package static let maximumSize = INIDocument.maximumSize

    private let contents: @Sendable (String) throws(AWSError) -> [UInt8]?

    package init(_ contents: @escaping @Sendable (String) throws(AWSError) -> [UInt8]?) {
        self.contents = contents
    }

    /// The file's bytes; nil if there is no such file. Throws ``AWSError/credentials(_:)`` if it can't be read or is too
    /// large.
    package func read(_ path: String) throws(AWSError) -> [UInt8]? {
        try contents(path)
    }

    /// Reads from the file system, pipes such as `/dev/stdin` as well, and says why a file can't be read.
    package static let system = FileReader { (path) throws(AWSError) in
        let path = FilePath(path)
        guard FileContents.exists(path) else { return nil }
        do throws(Errno) {
            return try FileContents.read(path, atMost: maximumSize)
        } catch {
            let reason =
                switch error {
                case .isDirectory: "it is a folder"
                case .permissionDenied: "you may not read it"
                case .fileTooLarge: "it is larger than \(maximumSize) bytes"
                default: error.description
                }
            throw .credentials("\(path) can't be read: \(reason)")
        }
    }
}
