import Formats
import Reactor
import SystemPackage

/// Whose program is at the other end of a connection from this machine, as the kernel says. A port on loopback is open to all of a
/// machine's users; the identity is for one of them.
///
/// The kernel is asked for the one socket (`sock_diag(7)`). Where that can't be, as in some sandboxes, the table of all has it
/// (`proc_net_tcp(5)`).
enum SocketOwner {
    /// Looks for the program whose socket is connected so.
    ///
    /// - Parameters:
    ///   - client: the address and port of the program.
    ///   - server: those that it is connected to.
    /// - Returns: the ID of its user; nil when there is no such socket on this machine.
    static func userID(client: HostPort, server: HostPort) -> UInt32? {
        let question = SocketQuestion(client: client, server: server)
        if let question, let userID = SocketDiagnosis.answer(to: question.bytes).flatMap(question.userID) {
            return userID
        }
        return userIDInTables(client: client, server: server)
    }

    /// Looks for it in the tables of the kernel.
    static func userIDInTables(client: HostPort, server: HostPort) -> UInt32? {
        guard let from = client.address, let to = server.address else { return nil }
        for (file, mapped) in [("/proc/net/tcp", false), ("/proc/net/tcp6", true)] {
            guard let from = text(from, client.port, mapped: mapped), let to = text(to, server.port, mapped: mapped)
            else { continue }
            if let userID = read(file).flatMap({ userID(in: $0, from: from, to: to) }) { return userID }
        }
        return nil
    }

    /// The user ID in the line of that connection.
    static func userID(in table: String, from: String, to: String) -> UInt32? {
        guard let both = table.utf8.firstRange(of: " \(from) \(to) ".utf8) else { return nil }
        // After both ends come the state, two pairs of numbers, the retransmissions, and the user.
        let columns = table[both.upperBound...].prefix(200).split(separator: " ", maxSplits: 5)
        guard columns.count > 4, let userID = UInt32(columns[4]) else { return nil }
        // A socket that its program has closed already is nobody's; the kernel writes 0 for its user.
        return userID == 0 && columns[0] != "01" ? nil : userID
    }

    /// The address as the table has it: words of 32 bits in the machine's order, and the port. Nil where the table has none
    /// of its kind; in that of IPv6, an address of IPv4 is a mapped one.
    static func text(_ address: IPAddress, _ port: Int, mapped: Bool) -> String? {
        var bytes = address.bytes
        if mapped, bytes.count == 4 { bytes = [UInt8](repeating: 0, count: 10) + [0xff, 0xff] + bytes }
        guard mapped == (bytes.count == 16) else { return nil }
        let words = stride(from: 0, to: bytes.count, by: 4).map { start in
            let word = bytes[start..<start + 4]
            return hexadecimal(word.reversed().reduce(0) { $0 << 8 | Int($1) }, digits: 8)
        }
        return words.joined() + ":" + hexadecimal(port, digits: 4)
    }

    private static func hexadecimal(_ number: Int, digits: Int) -> String {
        let text = String(number, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(digits - text.utf8.count, 0)) + text
    }

    /// A table of 16 MB has 100,000 connections.
    private static func read(_ file: String) -> String? {
        let bytes = try? PrivateFile(FilePath(file), maximumBytes: 1 << 24).read()
        return bytes.map { String(decoding: $0, as: UTF8.self) }
    }
}
