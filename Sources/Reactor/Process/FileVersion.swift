import Glibc

/// What tells whether a file has been changed, or another one put in its place.
package struct FileVersion: Sendable, Hashable {
    /// When it was last changed, in nanoseconds since 1970.
    package var modified: Int
    /// In bytes.
    package var size: Int
    package var inode: Int

    package init(modified: Int, size: Int, inode: Int) {
        self.modified = modified
        self.size = size
        self.inode = inode
    }

    /// That of the file or folder to which a path leads (`stat`); nil if there is none.
    package init?(path: String) {
        var found = stat()
        guard unsafe stat(path, &found) == 0 else { return nil }
        modified = found.st_mtim.tv_sec * 1_000_000_000 + found.st_mtim.tv_nsec
        size = Int(found.st_size)
        inode = Int(truncatingIfNeeded: found.st_ino)
    }
}
