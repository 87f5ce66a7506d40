import HTTP1
import NIOCore

extension Connection {
    /// Writes the bytes; returns when the kernel has taken them all.
    func write(_ bytes: ByteBuffer) async throws(NetworkError) {
        guard await takes(bytes) else { throw .closed }
    }
}
