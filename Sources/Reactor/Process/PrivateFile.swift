import Glibc
package import SystemPackage

/// A small file that only its owner may read, and that several processes may change: a change is written to the side and
/// put in its place whole, while a lock keeps others from changing it too.
package struct PrivateFile: Sendable {
    package let path: FilePath
    private let maximumBytes: Int

    /// - Parameters:
    ///   - path: the file, whose folders are made when it is first written.
    ///   - maximumBytes: a larger file isn't read (`EFBIG`).
    package init(_ path: FilePath, maximumBytes: Int = 1_048_576) {
        self.path = path
        self.maximumBytes = maximumBytes
    }

    /// What the file holds; nil when there is none. A link isn't followed (`ELOOP`).
    package func read() throws(Errno) -> [UInt8]? {
        let file: FileDescriptor
        do {
            file = try Self.open(path, .readOnly, [.noFollow, .closeOnExec])
        } catch .noSuchFileOrDirectory {
            return nil
        }
        defer { try? file.close() }
        return try FileContents.rest(of: file, atMost: maximumBytes)
    }

    /// Puts what `change` makes of the file's bytes in their place. Nothing is written when it makes nothing.
    package func update(_ change: ([UInt8]?) -> [UInt8]?) throws(Errno) {
        try Self.makeFolder(path.removingLastComponent())
        let lock = try Self.open(beside("lock"), .readWrite, [.create, .noFollow, .closeOnExec])
        // Closing gives the lock back. The file stays, so that nobody locks one that is gone.
        defer { try? lock.close() }
        while flock(lock.rawValue, LOCK_EX) != 0 { guard errno == EINTR else { throw Errno(rawValue: errno) } }
        guard let bytes = change(try read()) else { return }
        try replace(with: bytes)
    }

    /// Puts these bytes in the place of the file's, for a caller who keeps others from doing the same. Its folder is there.
    ///
    /// - Throws: the errno of what failed; then the file is as before, and nothing is left beside it.
    package func replace(with bytes: [UInt8]) throws(Errno) {
        let new = beside("new")
        let file = try Self.open(new, .writeOnly, [.create, .truncate, .noFollow, .closeOnExec])
        do {
            defer { try? file.close() }
            guard fchmod(file.rawValue, 0o600) == 0 else { throw Errno(rawValue: errno) }
            try file.writeAll(bytes)
            guard fsync(file.rawValue) == 0 else { throw Errno(rawValue: errno) }
            guard unsafe rename(new.string, path.string) == 0 else { throw Errno(rawValue: errno) }
        } catch {
            _ = unsafe unlink(new.string)
            throw error as? Errno ?? .ioError
        }
    }

    /// Removes the file; there may be none.
    package func remove() throws(Errno) {
        guard unsafe unlink(path.string) == 0 || errno == ENOENT else { throw Errno(rawValue: errno) }
    }

    private func beside(_ suffix: String) -> FilePath { FilePath("\(path.string).\(suffix)") }

    static func open(
        _ path: FilePath, _ mode: FileDescriptor.AccessMode, _ options: FileDescriptor.OpenOptions
    ) throws(Errno) -> FileDescriptor {
        do {
            return try FileDescriptor.open(path, mode, options: options, permissions: .ownerReadWrite)
        } catch {
            throw error as? Errno ?? .ioError
        }
    }

    /// Makes the folder and those around it, for the owner only.
    static func makeFolder(_ path: FilePath) throws(Errno) {
        guard !path.isEmpty, unsafe mkdir(path.string, 0o700) != 0, errno != EEXIST else { return }
        guard errno == ENOENT, path != path.removingLastComponent() else { throw Errno(rawValue: errno) }
        try makeFolder(path.removingLastComponent())
        guard unsafe mkdir(path.string, 0o700) == 0 || errno == EEXIST else { throw Errno(rawValue: errno) }
    }
}
