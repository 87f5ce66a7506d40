import AWS
import Baseline
import TestSupport
import Testing

@testable import latchkey

@Suite struct FileReaderReasonsTests {
    @Test func `why a file can't be read is said`() throws {
        let folder = try TemporaryFolder()
        #expect(try FileReader.system.bytes(of: folder.write("x", to: "a")) == Array("x".utf8))
        #expect(try FileReader.system.bytes(of: folder.path + "/b") == nil)
        #expect(throws: FileUnreadable("can't be read: it is a folder")) {
            try FileReader.system.bytes(of: folder.path)
        }
    }
}
