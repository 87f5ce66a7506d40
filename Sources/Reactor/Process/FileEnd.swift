package import SystemPackage

/// Where a file ends, which tells whether anybody else has written to it since.
package struct FileEnd: Sendable, Equatable {
    private let device: DeviceID
    private let inode: Inode
    private var size: Int64

    /// The end of an open file (`fstat`); nil if it is no regular file.
    package init?(of file: FileDescriptor) {
        guard let status = try? file.stat(), status.type == .regular else { return nil }
        device = status.deviceID
        inode = status.inode
        size = status.size
    }

    /// Where the file ends once so many bytes were appended.
    package func moved(by count: Int) -> FileEnd {
        var end = self
        end.size += Int64(count)
        return end
    }
}
