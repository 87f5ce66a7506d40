package import SystemPackage

/// A file that is read to its end, whatever it is: links are followed, and pipes are read as well.
package enum WholeFile {
    /// Reads a file.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - maximumBytes: a larger file isn't read (`EFBIG`).
    /// - Returns: what it holds; nil when there is none.
    /// - Throws: the errno of what failed.
    package static func read(_ path: FilePath, atMost maximumBytes: Int) throws(Errno) -> [UInt8]? {
        let file: FileDescriptor
        do {
            file = try PrivateFile.open(path, .readOnly, [.closeOnExec])
        } catch .noSuchFileOrDirectory, .notDirectory {
            return nil
        }
        defer { try? file.close() }
        return try PrivateFile.contents(of: file, atMost: maximumBytes)
    }
}
