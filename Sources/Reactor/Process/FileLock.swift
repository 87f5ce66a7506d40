import Glibc
package import SystemPackage

/// A lock that one process at a time has, of all that name the same file (`flock`). It ends with the process that has it.
///
/// Its file holds a note of whoever had it last, and stays, so that nobody locks one that is gone.
package final class FileLock: Sendable {
    private static let maximumNote = 4_096

    private let file: FileDescriptor

    private init(_ file: FileDescriptor) { self.file = file }

    deinit { try? file.close() }

    /// Takes the lock.
    ///
    /// - Parameter path: the file, whose folders are made with it.
    /// - Returns: the lock, which is given back when the last reference to it goes; nil while another process has it.
    /// - Throws: the errno of a file that can't be made or locked.
    package static func attempt(_ path: FilePath) throws(Errno) -> FileLock? {
        try PrivateFile.makeFolder(path.removingLastComponent())
        let file: FileDescriptor
        do {
            file = try FileDescriptor.open(
                path, .readWrite, options: [.create, .noFollow, .closeOnExec], permissions: .ownerReadWrite)
        } catch {
            throw error as? Errno ?? .ioError
        }
        return try lock(file)
    }

    /// Takes a folder as a lock, which leaves no file of its own.
    ///
    /// - Parameter path: the folder, which is made if there is none.
    /// - Returns: the lock, which is given back when the last reference to it goes; nil while another process has it.
    /// - Throws: the errno of a folder that can't be made or locked.
    package static func attempt(folder path: FilePath) throws(Errno) -> FileLock? {
        try PrivateFile.makeFolder(path)
        return try lock(try PrivateFile.open(path, .readOnly, [.directory, .closeOnExec]))
    }

    private static func lock(_ file: FileDescriptor) throws(Errno) -> FileLock? {
        let lock = FileLock(file)
        while flock(file.rawValue, LOCK_EX | LOCK_NB) != 0 {
            if errno == EWOULDBLOCK { return nil }
            guard errno == EINTR else { throw Errno(rawValue: errno) }
        }
        return lock
    }

    /// What was noted last; empty if nothing was. A note that can't be read is none.
    package var note: [UInt8] {
        var bytes = [UInt8](repeating: 0, count: Self.maximumNote)
        let count = unsafe bytes.withUnsafeMutableBytes { unsafe pread(file.rawValue, $0.baseAddress, $0.count, 0) }
        return Array(bytes.prefix(max(0, count)))
    }

    /// Notes something for whoever waits. What can't be written, or is too long, isn't noted.
    package func write(note: [UInt8]) {
        guard note.count < Self.maximumNote, ftruncate(file.rawValue, 0) == 0 else { return }
        let count = unsafe note.withUnsafeBytes { unsafe pwrite(file.rawValue, $0.baseAddress, $0.count, 0) }
        if count != note.count { _ = ftruncate(file.rawValue, 0) }
    }
}
