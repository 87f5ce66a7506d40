import Glibc
package import SystemPackage

/// A file that others write too, such as AWS's config file: it is changed as an editor would, and stays what it is. A link
/// stays a link, and the file keeps its permissions and its owner.
package struct EditedFile: Sendable {
    package enum Failure: Error, Sendable, Equatable {
        case system(Errno)
        /// It isn't the same any longer as when it was read.
        case changed
        /// It is a folder or a device, may not be written to, or has several names (`link(2)`), of which one would be left with
        /// the old contents.
        case unsuitable
    }

    package let path: FilePath
    private let maximumBytes: Int

    /// - Parameters:
    ///   - path: the file, or a link to it. Its folder is made when it is first written, for the owner alone.
    ///   - maximumBytes: a larger file isn't read (`EFBIG`).
    package init(_ path: FilePath, maximumBytes: Int) {
        self.path = path
        self.maximumBytes = maximumBytes
    }

    /// What the file holds; nil when there is none.
    package func read() throws(Failure) -> [UInt8]? {
        do {
            return try contents(at: try resolved())
        } catch {
            throw .system(error)
        }
    }

    /// Puts `new` in the place of `old`, whole: it is written to the side, and renamed. The folder is locked meanwhile
    /// (`flock(2)`), so that two processes that edit the file don't undo what the other did.
    ///
    /// - Parameters:
    ///   - old: what the file held when it was read; nil if there was none.
    ///   - new: what it shall hold.
    /// - Throws: ``Failure``; the file is as it was then.
    package func replace(_ old: [UInt8]?, with new: [UInt8]) throws(Failure) {
        do {
            let target = try resolved()
            let folder = target.removingLastComponent()
            if old == nil { try PrivateFile.makeFolder(folder) }
            let lock = try PrivateFile.open(folder.isEmpty ? "." : folder, .readOnly, [.directory, .closeOnExec])
            defer { try? lock.close() }
            // Some network file systems lock no folders: there the comparison alone has to do.
            while flock(lock.rawValue, LOCK_EX) != 0, errno == EINTR {}
            guard try contents(at: target) == old else { throw Failure.changed }
            try write(new, to: target)
            _ = fsync(lock.rawValue)
        } catch let error as Failure {
            throw error
        } catch {
            throw .system(error as? Errno ?? .ioError)
        }
    }

    private func write(_ bytes: [UInt8], to target: FilePath) throws {
        var status = stat()
        let exists = unsafe stat(target.string, &status) == 0
        if exists {
            guard status.st_mode & S_IFMT == S_IFREG, status.st_nlink == 1, unsafe access(target.string, W_OK) == 0
            else {
                throw Failure.unsuitable
            }
        }
        let aside = FilePath("\(target.string).\(getpid()).new")
        unsafe unlink(aside.string)
        let file = try FileDescriptor.open(
            aside, .writeOnly, options: [.create, .exclusiveCreate, .noFollow, .closeOnExec],
            permissions: .ownerReadWrite)
        do {
            defer { try? file.close() }
            try file.writeAll(bytes)
            if exists {
                var new = stat()
                guard unsafe fstat(file.rawValue, &new) == 0 else { throw Errno(rawValue: errno) }
                if new.st_uid != status.st_uid || new.st_gid != status.st_gid {
                    guard fchown(file.rawValue, status.st_uid, status.st_gid) == 0 else { throw Errno(rawValue: errno) }
                }
                guard fchmod(file.rawValue, status.st_mode & 0o7777) == 0 else { throw Errno(rawValue: errno) }
            }
            guard fsync(file.rawValue) == 0 else { throw Errno(rawValue: errno) }
            guard unsafe rename(aside.string, target.string) == 0 else { throw Errno(rawValue: errno) }
        } catch {
            unsafe unlink(aside.string)
            throw error
        }
    }

    /// The path without links; of a file that doesn't exist, as far as there are any.
    private func resolved() throws(Errno) -> FilePath {
        if let found = Self.realPath(path) { return found }
        guard errno == ENOENT else { throw Errno(rawValue: errno) }
        var status = stat()
        // A link to nothing: what it should lead to isn't made.
        if unsafe lstat(path.string, &status) == 0 { throw .noSuchFileOrDirectory }
        return path
    }

    private static func realPath(_ path: FilePath) -> FilePath? {
        guard let found = unsafe realpath(path.string, nil) else { return nil }
        defer { unsafe free(found) }
        return FilePath(unsafe String(cString: found))
    }

    private func contents(at path: FilePath) throws(Errno) -> [UInt8]? {
        let file: FileDescriptor
        do {
            // Non-blocking, as nobody may ever write into a pipe.
            file = try PrivateFile.open(path, .readOnly, [.closeOnExec, .nonBlocking])
        } catch .noSuchFileOrDirectory {
            return nil
        }
        defer { try? file.close() }
        return try FileContents.rest(of: file, atMost: maximumBytes)
    }
}
