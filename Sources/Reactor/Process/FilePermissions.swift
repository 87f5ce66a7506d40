import Glibc

/// Who may read and write a file or folder.
package enum FilePermissions {
    /// The bits of `chmod(2)` of what a path leads to (`stat`); nil if there is nothing.
    package static func of(_ path: String) -> Int? {
        var found = stat()
        guard unsafe stat(path, &found) == 0 else { return nil }
        return Int(found.st_mode & 0o7777)
    }
}
