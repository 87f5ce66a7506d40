import AWS
import TestSupport
import Testing

@testable import latchkey

@Suite struct FileReaderReasonsTests {
    @Test func `why a file can't be read is said`() throws {
        let folder = try TemporaryFolder()
        #expect(try FileReader.withReasons.read(folder.write("x", to: "a")) == Array("x".utf8))
        #expect(try FileReader.withReasons.read(folder.path + "/b") == nil)
        #expect(throws: AWSError.credentials("\(folder.path) can't be read: it is a folder")) {
            try FileReader.withReasons.read(folder.path)
        }
    }
}
