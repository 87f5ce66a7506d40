internal import CLinux
internal import Glibc

/// A file in memory (`memfd_create`) from which libfcgi, which reads from descriptors only and waits there, reads
/// records that are whole: it never waits, and it can't read on into the next request.
final class RecordFeed {
    private var descriptor: Int32?
    private var length = 0

    deinit {
        if let descriptor { close(descriptor) }
    }

    /// Makes the file hold these bytes alone, to be read from the start.
    ///
    /// - Returns: the descriptor to read from; it stays the feed's. Nil when the system has no room.
    func load(_ bytes: [UInt8]) -> Int32? {
        guard let file = descriptor ?? open() else { return nil }
        descriptor = file
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes.withUnsafeBytes {
                unsafe pwrite(file, $0.baseAddress?.advanced(by: written), $0.count - written, written)
            }
            guard count > 0 else { return nil }
            written += count
        }
        if length != bytes.count, ftruncate(file, bytes.count) != 0 { return nil }
        length = bytes.count
        return lseek(file, 0, SEEK_SET) == 0 ? file : nil
    }

    /// Forgets the descriptor, which libfcgi has closed.
    func forget() {
        descriptor = nil
        length = 0
    }

    private func open() -> Int32? {
        let file = latchkey_memory_file()
        return file < 0 ? nil : file
    }
}
