package import SystemPackage

/// Why remembered permissions can't be read or written.
package enum PermissionFileError: Error, Equatable {
    /// The file can't be opened, read or put in its place.
    case file(path: String, Errno)
    /// A line isn't a server's URL that may be allowed.
    case line(path: String, number: Int)
}

extension PermissionFileError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .file(let path, let error): "\(path): \(error)"
        case .line(let path, let number): "\(path):\(number): not the URL of a server over https, or on this machine"
        }
    }
}
