import Glibc
package import SystemPackage

/// The bytes of a file that is read whole.
///
/// Programs that start for each request read files by this, not by Foundation's `FileManager`: whoever calls that links most of
/// Foundation, whose tables the dynamic linker writes anew at every start.
package enum FileContents {
    /// How much is asked for at once, in bytes. Most files are smaller.
    private static let chunkSize = 8_192

    /// Whether there is a file (`access`). One in a folder that may not be searched can't be told from none.
    package static func exists(_ path: FilePath) -> Bool { unsafe access(path.string, F_OK) == 0 }

    /// Reads a file (`open`, `read`). A link is followed.
    ///
    /// - Throws: the error of the call that failed; `EFBIG` if the file has more than `maximumBytes`.
    package static func read(_ path: FilePath, atMost maximumBytes: Int) throws(Errno) -> [UInt8] {
        do {
            let file = try FileDescriptor.open(path, .readOnly, options: .closeOnExec)
            return try file.closeAfter { try rest(of: file, atMost: maximumBytes) }
        } catch {
            throw error as? Errno ?? .ioError
        }
    }

    /// What is left to be read of an open file; `EFBIG` if it is more than `maximumBytes`.
    static func rest(of file: FileDescriptor, atMost maximumBytes: Int) throws(Errno) -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: chunkSize)
        while true {
            let count = try read(file, into: &chunk)
            guard count > 0 else { return bytes }
            bytes += chunk[..<count]
            guard bytes.count <= maximumBytes else { throw .fileTooLarge }
        }
    }

    private static func read(_ file: FileDescriptor, into chunk: inout [UInt8]) throws(Errno) -> Int {
        do {
            return unsafe try chunk.withUnsafeMutableBytes { unsafe try file.read(into: $0) }
        } catch {
            throw error as? Errno ?? .ioError
        }
    }
}
