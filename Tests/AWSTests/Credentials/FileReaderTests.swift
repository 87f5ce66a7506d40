import TestSupport
import Testing

@testable import AWS

@Suite struct FileReaderTests {
    @Test func `a file is read, and one that isn't there is none`() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("[default]", to: "config")
        #expect(try FileReader.system.read(path) == Array("[default]".utf8))
        #expect(try FileReader.system.read(folder.path + "/credentials") == nil)
        #expect(try FileReader.system.read(path + "/credentials") == nil)
    }

    @Test func `a folder, and a file with more than the most bytes, are refused`() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(String(repeating: "x", count: FileReader.maximumSize + 1), to: "config")
        for name in [folder.path, path] {
            #expect(throws: AWSError.self) { try FileReader.system.read(name) }
        }
    }
}
