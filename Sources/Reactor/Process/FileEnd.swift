import Glibc
package import SystemPackage

/// Where a file ends, which tells whether anybody else has written to it since.
package struct FileEnd: Sendable, Equatable {
    private let device: dev_t
    private let inode: ino_t
    private var size: Int

    /// The end of an open file (`fstat`); nil if it is no regular file.
    package init?(of file: FileDescriptor) {
        var status = stat()
        guard unsafe fstat(file.rawValue, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        device = status.st_dev
        inode = status.st_ino
        size = Int(status.st_size)
    }

    /// Where the file ends once so many bytes were appended.
    package func moved(by count: Int) -> FileEnd {
        var end = self
        end.size += count
        return end
    }
}
