import Glibc
import SystemPackage

/// Asks the kernel about a socket of this machine (`sock_diag(7)`). It answers at once, for that socket alone, while a file such as
/// `/proc/net/tcp` has a line for each.
package enum SocketDiagnosis {
    /// `NETLINK_SOCK_DIAG` of `linux/netlink.h`.
    private static let netlinkProtocol: Int32 = 4

    /// Sends a question (`struct nlmsghdr` and what belongs to it), and reads one answer.
    ///
    /// - Returns: up to 4,096 bytes of the answer; nil where the kernel can't be asked.
    package static func answer(to question: [UInt8]) -> [UInt8]? {
        let type = Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let descriptor = socket(AF_NETLINK, type, netlinkProtocol)
        guard descriptor >= 0 else { return nil }
        let kernel = FileDescriptor(rawValue: descriptor)
        defer { try? kernel.close() }
        guard (try? kernel.writeAll(question)) == question.count else { return nil }
        var bytes = [UInt8](repeating: 0, count: 4_096)
        guard let count = unsafe try? bytes.withUnsafeMutableBytes({ unsafe try kernel.read(into: $0) }) else {
            return nil
        }
        return Array(bytes[..<count])
    }
}
