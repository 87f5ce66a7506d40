import Glibc
import Reactor
import SystemPackage
import Testing

@Suite(.timeLimit(.minutes(1)))
struct FileDescriptorBytesTests {
    @Test(arguments: [0, 1, 200_000])
    func `all bytes are written, also those that a pipe has no room for at first`(count: Int) async throws {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let pipe = try FileDescriptor.pipe()
        let reader = Task.detached {
            var all: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 4_096)
            while true {
                let count = try unsafe buffer.withUnsafeMutableBytes { unsafe try pipe.readEnd.read(into: $0) }
                guard count > 0 else { break }
                all += buffer[..<count]
            }
            try pipe.readEnd.close()
            return all
        }
        #expect(try pipe.writeEnd.closeAfter { try pipe.writeEnd.writeAll(bytes) } == count)
        #expect(try await reader.value == bytes)
    }

    @Test func `what can't be written is an error`() throws {
        let file = try FileDescriptor.open(FilePath("/dev/full"), .writeOnly)
        #expect(throws: Errno.noSpace) { try file.closeAfter { try file.writeAll([1, 2, 3]) } }
    }
}
