import Glibc

/// The server's end of one connection, with blocking reads and writes.
final class Connection {
    /// One request as it came: its head's lines without line ends, and its body.
    struct Received: Sendable, Equatable {
        var lines: [String]
        var body: String

        var requestLine: String { lines.first ?? "" }

        /// The values of a field, by its name in lower case.
        func values(_ name: String) -> [String] {
            lines.dropFirst().compactMap { line in
                guard let colon = line.firstIndex(of: ":"), line[..<colon].lowercased() == name else { return nil }
                return String(line[line.index(after: colon)...].drop { $0 == " " })
            }
        }
    }

    /// Which connection of its server it is, from 1.
    let number: Int
    private let descriptor: CInt
    private var buffered: [UInt8] = []
    private(set) var isReset = false

    init(descriptor: CInt, number: Int) {
        self.descriptor = descriptor
        self.number = number
    }

    /// The next request, or `nil` when the client closed.
    func read() -> Received? {
        var head: [UInt8] = []
        while !head.suffix(4).elementsEqual("\r\n\r\n".utf8) {
            guard let byte = next() else { return nil }
            head.append(byte)
        }
        let lines = String(decoding: head.dropLast(4), as: UTF8.self).split(separator: "\r\n").map(String.init)
        var received = Received(lines: lines, body: "")
        let length = received.values("content-length").first.flatMap(Int.init) ?? 0
        received.body = String(decoding: (0..<length).compactMap { _ in next() }, as: UTF8.self)
        return received
    }

    func write(_ text: String) {
        let bytes = Array(text.utf8)
        var sent = 0
        while sent < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe send(descriptor, buffer.baseAddress?.advanced(by: sent), bytes.count - sent, CInt(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            sent += count
        }
    }

    /// Writes a whole answer.
    func answer(_ body: String, status: String = "200 OK", fields: [String] = []) {
        let lines = ["HTTP/1.1 \(status)", "Content-Length: \(body.utf8.count)"] + fields
        write(lines.joined(separator: "\r\n") + "\r\n\r\n" + body)
    }

    /// Ends the connection with a reset instead of an orderly close.
    func reset() {
        isReset = true
        var option = linger(l_onoff: 1, l_linger: 0)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
    }

    private func next() -> UInt8? {
        if buffered.isEmpty {
            var block = [UInt8](repeating: 0, count: 16_384)
            let count = unsafe block.withUnsafeMutableBytes { unsafe recv(descriptor, $0.baseAddress, $0.count, 0) }
            guard count > 0 else { return nil }
            buffered = block.prefix(count).reversed()
        }
        return buffered.popLast()
    }
}
