package import SystemPackage

extension FileDescriptor {
    /// The byte of a file at an offset (`pread(2)`); nil at or after the end.
    package func byte(at offset: Int64) throws -> UInt8? {
        var byte: [UInt8] = [0]
        let count = try unsafe byte.withUnsafeMutableBytes {
            unsafe try read(fromAbsoluteOffset: offset, into: $0)
        }
        return count == 1 ? byte[0] : nil
    }
}
