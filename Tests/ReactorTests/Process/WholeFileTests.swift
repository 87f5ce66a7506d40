import SystemPackage
import TestSupport
import Testing

@testable import Reactor

@Suite struct WholeFileTests {
    @Test func `a file is read to its end, also through a link, and none is nothing`() throws {
        let folder = try TemporaryFolder()
        let path = FilePath("\(folder.path)/a")
        try PrivateFile(path).replace(with: [1, 2, 3])
        #expect(try WholeFile.read(path, atMost: 3) == [1, 2, 3])
        #expect(throws: Errno.fileTooLarge) { try WholeFile.read(path, atMost: 2) }
        #expect(try WholeFile.read(FilePath("\(folder.path)/b"), atMost: 3) == nil)
        #expect(try WholeFile.read(FilePath("\(folder.path)/a/b"), atMost: 3) == nil)
        #expect(throws: Errno.isDirectory) { try WholeFile.read(FilePath(folder.path), atMost: 3) }
    }
}
