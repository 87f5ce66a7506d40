package import SystemPackage

extension FileDescriptor {
    /// Writes all the bytes (`write(2)`).
    ///
    /// Where this file's module is imported, it is called instead of swift-system's function of that name, which is for any
    /// sequence. When a process first calls that one, the runtime looks up its types by name.
    ///
    /// - Returns: how many there were.
    @discardableResult
    package func writeAll(_ bytes: [UInt8]) throws -> Int {
        var written = 0
        while written < bytes.count {
            written += try unsafe bytes.withUnsafeBytes {
                unsafe try write(UnsafeRawBufferPointer(rebasing: $0[written...]))
            }
        }
        return written
    }
}
