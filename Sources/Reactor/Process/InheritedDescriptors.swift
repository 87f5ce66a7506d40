import Glibc

/// The descriptors that this process was started with, and that a command gets as well which it starts.
package struct InheritedDescriptors: Sendable {
    private let descriptors: Set<Int32>

    /// To be made before anything is opened that a command shouldn't have.
    package init() { descriptors = Self.open }

    /// Has all others closed in what this process starts or becomes. Libraries don't close all that they open.
    func closeOthersAtExec() {
        for descriptor in Self.open.subtracting(descriptors) { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
    }

    /// The descriptors that are open, but the three that every program has.
    private static var open: Set<Int32> {
        guard let folder = unsafe opendir("/proc/self/fd") else { return [] }
        defer { unsafe closedir(folder) }
        var found: Set<Int32> = []
        while let entry = unsafe readdir(folder) {
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if let descriptor = Int32(name), descriptor > 2, unsafe descriptor != dirfd(folder) {
                found.insert(descriptor)
            }
        }
        return found
    }
}
