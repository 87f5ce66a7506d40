import Glibc
import Testing

@testable import FastCGI

@Suite struct RecordChannelTests {
    private static let (first, second): ([UInt8], [UInt8]) = ([1, 2, 3], [4, 5, 6, 7])

    /// What libfcgi would read, which asks for far more than there is.
    private func read(_ descriptor: Int32?) throws -> [UInt8] {
        let descriptor = try #require(descriptor)
        var buffer = [UInt8](repeating: 0, count: 8_192)
        let count = unsafe Glibc.read(descriptor, &buffer, buffer.count)
        return Array(buffer.prefix(max(0, count)))
    }

    @Test func `records are read once, however often they were sent ahead`() throws {
        let channel = try RecordChannel()
        for _ in 0..<3 * RecordChannel.copies { #expect(try read(channel.load(Self.first)) == Self.first) }
    }

    @Test func `other records aren't mixed up with those that were sent ahead`() throws {
        let channel = try RecordChannel()
        for records in [
            Self.first, Self.first, Self.first, Self.second, Self.first, Self.second, Self.second, Self.first,
        ] {
            #expect(try read(channel.load(records)) == records)
        }
    }

    @Test func `after libfcgi has closed its end there is another one`() throws {
        let channel = try RecordChannel()
        for _ in 0..<3 {
            for _ in 0..<5 { #expect(try read(channel.load(Self.first)) == Self.first) }
            close(try #require(channel.load(Self.first)))
            channel.discard()
        }
    }

    @Test func `long records come whole`() throws {
        let channel = try RecordChannel()
        let long = (0..<8_000).map { UInt8(truncatingIfNeeded: $0) }
        for _ in 0..<2 * RecordChannel.copies { #expect(try read(channel.load(long)) == long) }
    }
}
