import Glibc
import Testing

@testable import FastCGI

struct ResponseWriterTests {
    /// The two ends of a connection: the web server's, and ours.
    private func connect() throws -> (webServer: FastCGIClient, descriptor: Int32) {
        try ResponseWriter.prepareLibrary()
        var ends: [Int32] = [-1, -1]
        try #require(unsafe socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
        return (FastCGIClient(owning: ends[0]), ends[1])
    }

    @Test func `a response is written in records that carry the number of its request`() throws {
        let (webServer, descriptor) = try connect()
        defer { close(descriptor) }
        let writer = try #require(ResponseWriter(requestID: 0xabcd, through: RecordChannel()))
        #expect(writer.write(Array("Status: 200\r\n\r\nhello".utf8)[...], to: descriptor))
        #expect(writer.finish(to: descriptor))
        let output = try #require(webServer.receiveRecord())
        #expect(output.type == 6 && output.id == 0xabcd && output.content == Array("Status: 200\r\n\r\nhello".utf8))
        let endOfOutput = try #require(webServer.receiveRecord())
        #expect(endOfOutput.type == 6 && endOfOutput.id == 0xabcd && endOfOutput.content.isEmpty)
        let end = try #require(webServer.receiveRecord())
        #expect(end.type == 3 && end.id == 0xabcd && end.content == [0, 0, 0, 0, 0, 0, 0, 0])
    }

    @Test func `a response longer than libfcgi's buffer arrives whole`() throws {
        let (webServer, descriptor) = try connect()
        defer { close(descriptor) }
        let writer = try #require(ResponseWriter(requestID: 1, through: RecordChannel()))
        let body = (0..<50_000).map { UInt8(truncatingIfNeeded: $0) }
        #expect(writer.write(body[..<20_001], to: descriptor))
        #expect(writer.flush())
        #expect(writer.write(body[20_001...], to: descriptor))
        #expect(writer.finish(to: descriptor))
        var received: [UInt8] = []
        while let record = webServer.receiveRecord(), record.type == 6 { received += record.content }
        #expect(received == body)
    }

    @Test func `writing to a web server that is gone fails, and leaves the descriptor open`() throws {
        signal(SIGPIPE, SIG_IGN)
        var (webServer, descriptor): (FastCGIClient?, Int32) = try connect()
        let writer = try #require(ResponseWriter(requestID: 1, through: RecordChannel()))
        #expect(webServer != nil)
        webServer = nil
        #expect(!writer.finish(to: descriptor))
        #expect(fcntl(descriptor, F_GETFD) >= 0)
        close(descriptor)
    }

    @Test func `one channel serves any number of responses`() throws {
        let (webServer, descriptor) = try connect()
        defer { close(descriptor) }
        let channel = try RecordChannel()
        // All at once, so that none finds what another has left in the channel.
        let writers = (1...100).compactMap { ResponseWriter(requestID: $0, through: channel) }
        #expect(writers.count == 100)
        for (index, writer) in writers.enumerated() {
            #expect(writer.finish(to: descriptor))
            #expect(try #require(webServer.receiveRecord()).id == UInt16(index + 1))
            #expect(try #require(webServer.receiveRecord()).type == 3)
        }
    }

    @Test(arguments: [
        Bytes.record(1, [0, 1, 0, 0, 0, 0, 0, 0], version: 2), Bytes.begin() + Bytes.parameters([1]), [],
    ])
    func `a channel can be used again after libfcgi has refused records and closed it`(records: [UInt8]) throws {
        let (webServer, descriptor) = try connect()
        defer { close(descriptor) }
        let channel = try RecordChannel()
        #expect(ResponseWriter(afterReading: records, through: channel) == nil)
        let writer = try #require(ResponseWriter(requestID: 1, through: channel))
        #expect(writer.finish(to: descriptor))
        #expect(try #require(webServer.receiveRecord()).type == 6)
    }
}
