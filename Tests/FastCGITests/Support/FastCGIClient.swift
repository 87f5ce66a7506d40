import Glibc
import Testing

@testable import FastCGI

/// A web server's side of FastCGI over a raw socket, as far as the tests need one.
final class FastCGIClient {
    let descriptor: Int32

    /// Connects to a Unix socket; reads give up after `patience` seconds.
    init(path: String, patience: Int = 5) throws {
        descriptor = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        let address = try #require(SocketAddress(path: path))
        var time = timeval(tv_sec: patience, tv_usec: 0)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
        try #require(address.connect(descriptor))
    }

    /// Takes over the web server's end of a connection.
    init(owning descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    func send(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes {
                unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    /// Up to `count` bytes; fewer when the connection ends or patience does.
    func receive(_ count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while bytes.count < count {
            let wanted = min(buffer.count, count - bytes.count)
            let received = unsafe buffer.withUnsafeMutableBytes { unsafe recv(descriptor, $0.baseAddress, wanted, 0) }
            guard received > 0 else { break }
            bytes += buffer[..<received]
        }
        return bytes
    }

    /// Whether so many bytes come that nobody has read, before the connection ends or the time does.
    func hasUnread(_ count: Int, within limit: Duration = .seconds(5)) -> Bool {
        let deadline = ContinuousClock.now + limit
        var buffer = [UInt8](repeating: 0, count: count)
        while ContinuousClock.now < deadline {
            let unread = unsafe buffer.withUnsafeMutableBytes {
                unsafe recv(descriptor, $0.baseAddress, count, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT))
            }
            if unread == count { return true }
            var query = pollfd(fd: descriptor, events: 0, revents: 0)
            if unsafe poll(&query, 1, 1) > 0 { return false }
        }
        return false
    }

    /// The next record: type, request ID and content; nil when the connection ends.
    func receiveRecord() -> (type: UInt8, id: UInt16, content: [UInt8])? {
        let header = receive(8)
        guard header.count == 8 else { return nil }
        let length = Int(header[4]) << 8 | Int(header[5])
        let content = receive(length + Int(header[6]))
        guard content.count == length + Int(header[6]) else { return nil }
        return (header[1], UInt16(header[2]) << 8 | UInt16(header[3]), Array(content.prefix(length)))
    }

    /// All of a response up to FCGI_END_REQUEST, as text; nil when the connection ends before.
    func receiveResponse() -> String? {
        var output: [UInt8] = []
        while let record = receiveRecord() {
            if record.type == 6 { output += record.content }
            if record.type == 3 { return String(decoding: output, as: UTF8.self) }
        }
        return nil
    }

    /// Whether the other side closes the connection before patience ends.
    func isClosed() -> Bool {
        var byte: UInt8 = 0
        while true {
            let count = unsafe recv(descriptor, &byte, 1, 0)
            if count == 0 || (count < 0 && errno == ECONNRESET) { return true }
            if count < 0 { return false }
        }
    }
}
